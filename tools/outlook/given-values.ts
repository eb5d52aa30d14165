import { formatIdentifier, identifierOf, ownPlugin } from '../../plugins/collectd/identifier.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { isFreshPrediction } from '../check/fresh-prediction.ts';
import type { WatchedSeries } from './watched-series.ts';

/** The forecast one horizon after the newest sample. */
export interface SeenForecast {
  /** Undefined where the target gives no predicted value back, and the capacity is not known. */
  readonly value: number | undefined;
  /** The expected share, of the present capacity, where that moves: by this the forecast is beyond the limit or not. */
  readonly besideLimit?: number;
  readonly lower: number | undefined;
  readonly upper: number | undefined;
  /** Epoch seconds of the prediction. */
  readonly time: number;
}

/** Epoch seconds when the limit is reached; each is undefined while it is not in sight. */
export interface FullTimes {
  readonly expected?: number;
  readonly earliest?: number;
  readonly latest?: number;
}

/** The values that come back with one prediction; the ones that are unknown are absent. */
export type GivenValues = Partial<Record<keyof GivenNames, number>> & {
  /** Epoch seconds of the prediction. */
  readonly time: number;
};

/** The names of these values in Redis. */
export interface GivenNames {
  /** Absent when the target names no `output`. */
  readonly predicted?: string;
  readonly percent: string;
  readonly lower: string;
  readonly upper: string;
  readonly expected: string;
  readonly earliest: string;
  readonly latest: string;
}

export function givenNames({ outputs }: Pick<WatchedSeries, 'outputs'>): GivenNames {
  const { host, resource, predicted } = outputs;
  const own = (type: string, typeInstance: string): string =>
    formatIdentifier(identifierOf({ host, plugin: ownPlugin, pluginInstance: resource, type, typeInstance }));
  return {
    ...(predicted && { predicted: formatIdentifier(predicted) }),
    percent: own('percent', 'predicted'),
    lower: own('gauge', 'predicted_lower'),
    upper: own('gauge', 'predicted_upper'),
    expected: own('duration', 'exhaustion'),
    earliest: own('duration', 'exhaustion_earliest'),
    latest: own('duration', 'exhaustion_latest'),
  };
}

/**
 * Reads the newest of these values; older ones than a fresh prediction has are left out.
 *
 * @param known the names that Redis holds
 * @param now epoch seconds
 * @returns rejects as the reader does
 */
export async function readGiven(
  reader: Pick<WriteRedisReader, 'newest'>,
  series: WatchedSeries,
  known: ReadonlySet<string>,
  now: number,
): Promise<GivenValues> {
  const there = Object.entries(givenNames(series)).filter(([, name]) => known.has(name as string));
  const read = there.map(async ([key, name]) => {
    const entry = (await reader.newest(name as string, 1)).entries.at(-1);
    return [key, isFreshPrediction(series, entry?.time, now) ? entry?.values[0] : undefined] as const;
  });
  const values = (await Promise.all(read)).filter(([, value]) => Number.isFinite(value));
  return { ...Object.fromEntries(values), time: series.riskTime ?? now };
}

/** The forecast; undefined where none came back. @param capacity in the unit of the series, where it is known */
export function forecastOf(
  { predicted, percent, lower, upper, time }: GivenValues,
  capacity: number | undefined,
): SeenForecast | undefined {
  const share = percent !== undefined && capacity !== undefined ? (percent / 100) * capacity : undefined;
  // While the capacity moves, the share is of the one that is expected: the used amount is within its interval.
  const amount = share && Math.max(lower ?? share, Math.min(upper ?? share, share));
  const value = predicted ?? amount;
  if (value === undefined && lower === undefined) return undefined;
  return {
    value,
    ...(share !== undefined && share !== amount && { besideLimit: share }),
    lower,
    upper,
    time,
  };
}

export function fullTimesOf({ expected, earliest, latest, time }: GivenValues): FullTimes {
  return {
    ...(expected !== undefined && { expected: time + expected }),
    ...(earliest !== undefined && { earliest: time + earliest }),
    ...(latest !== undefined && { latest: time + latest }),
  };
}

/** The values that were given under a name, by epoch seconds, oldest first. Rejects as the reader does. */
export async function valuesByTime(
  reader: WriteRedisReader,
  name: string,
  from: number,
  to: number,
): Promise<ReadonlyMap<number, number>> {
  const values = new Map<number, number>();
  for await (const { entries } of reader.range(name, from, to))
    for (const {
      time,
      values: [value],
    } of entries)
      if (Number.isFinite(value)) values.set(Math.round(time * 1000) / 1000, value!);
  return values;
}
