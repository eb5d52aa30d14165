import { ClimbHistory } from '../../analysis/climb/climb-history.ts';
import { ClimbTracker } from '../../analysis/climb/climb-evidence.ts';
import type { Precedents } from '../../analysis/climb/earlier-climbs.ts';
import type { Sample } from '../../analysis/window.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { pastHorizons, thinner } from '../../plugins/samples/past-loader.ts';
import { ChangePoints, type ChangePoint } from './change-points.ts';
import type { SeriesSight, WatchedSeries } from './watched-series.ts';
import { sourceOf } from './series-details.ts';

/** The evidence by which the risk of a series is judged, from the samples that Redis holds. */
export interface SeenEvidence {
  /** Epoch seconds of the first sample that was looked at. */
  readonly since: number;
  /** The present climb towards the limit; undefined without one. Amounts are in the unit of the series. */
  readonly climb:
    | {
        readonly overSeconds: number;
        /** The way so far, and its mean rate as in alerts: both above 0, also where the limit is a lower one. */
        readonly rise: number;
        readonly ratePerSecond: number;
        /** Seconds to the limit at the present slope; Infinity when that is not in sight. */
        readonly secondsToLimit: number;
        /** 0 to 1: how likely it goes on to the limit. */
        readonly probability: number;
        readonly isGoingOn: boolean;
      }
    | undefined;
  /** The earlier climbs that it is compared with; without any where there is no climb. */
  readonly precedents: Precedents;
  /** The times at which it began to go the other way, oldest first. */
  readonly changes: readonly ChangePoint[];
  /** The last climb was ended from outside, as far as is known, so it is no precedent. */
  readonly wasCutShort: boolean;
  /** The limit at both ends of the plotted time, where it has changed with the capacity. */
  readonly limitMoved?: { readonly from: number; readonly to: number };
}

/** A climb that has brought less than this share of the limit, or this many usual changes, is not worth telling. */
const [minRiseShare, minRiseChanges] = [0.005, 4];

/** The chance of a climb that precedents by height and by level are weighed with. */
const unjudged = 0.5;

/**
 * Replays the past of a series through the code that judges climbs, as `dma predict` does when it finds the series.
 *
 * @param limit in the unit of the series
 * @param now epoch seconds
 * @returns undefined without samples; rejects as the reader does, and with SeriesError
 */
export async function readEvidence(
  reader: WriteRedisReader,
  series: WatchedSeries,
  sight: Pick<SeriesSight, 'names'>,
  limit: number,
  now: number,
): Promise<SeenEvidence | undefined> {
  const { horizonSeconds, limitSide } = series.config;
  const source = await sourceOf(reader, series, sight.names);
  const thin = thinner(horizonSeconds, now);
  const samples: Sample[] = [];
  const from = now - pastHorizons * horizonSeconds;
  for await (const page of source.past(reader, from, Number.POSITIVE_INFINITY, now))
    samples.push(...thin(page));
  return evidenceOf(samples, limit, horizonSeconds, limitSide === 'lower' ? -1 : 1);
}

/** @param sign -1 for a lower limit, which is an upper one of the negative series */
export function evidenceOf(
  samples: readonly Sample[],
  limit: number,
  horizonSeconds: number,
  sign: 1 | -1,
): SeenEvidence | undefined {
  const history = new ClimbHistory(horizonSeconds);
  const tracker = new ClimbTracker(horizonSeconds, history);
  const changes = new ChangePoints(history.climbs, sign);
  const minRise = (): number => Math.max(minRiseShare * Math.abs(limit), minRiseChanges * tracker.noise);
  const usable = samples.filter(({ value }) => Number.isFinite(value));
  let newest = Number.NEGATIVE_INFINITY;
  for (const { time, value } of usable) {
    if (time <= newest) continue;
    newest = time;
    const isPoint = history.append(time, sign * value);
    tracker.append(time, sign * value, sign * limit);
    if (isPoint) changes.look(history.hasEnded, minRise());
  }
  const last = usable.at(-1);
  if (!last) return undefined;
  const { probability, secondsToLimit, isGoingOn, wasCutShort } = tracker.evidence;
  const { rise, ageSeconds: overSeconds, pace, meanPace: ratePerSecond, earlier } = history.climbs;
  const isClimb = rise >= minRise() && pace > 0 && overSeconds > 0;
  const [value, upperLimit] = [sign * last.value, sign * limit];
  return {
    since: usable[0]!.time,
    climb: isClimb ? { overSeconds, rise, ratePerSecond, secondsToLimit, probability, isGoingOn } : undefined,
    precedents: isClimb
      ? earlier.precedents({ rise, value, limit: Math.max(value, upperLimit), pace }, unjudged)
      : { gotThisFar: 0, reached: 0 },
    changes: changes.all(isClimb),
    wasCutShort,
  };
}
