import { epochSeconds } from '../../plugins/process/clock.ts';
import { TransitionLog } from '../../plugins/process/logger.ts';
import { SeriesSource } from '../../plugins/samples/series-source.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { OutsideError } from '../process/command-error.ts';
import { formatTime } from '../report/readable.ts';
import { SampleGate, type SeriesInput } from './series-input.ts';
import type { Sample } from '../../analysis/window.ts';

/** Clocks of hosts may differ by so much before a sample counts as one from the future. */
const clockSlackSeconds = 60;

export interface SeriesRange {
  /** `host/plugin[-instance]/type[-instance]`; several are summed up, and the first one names the sum. */
  readonly identifiers: readonly string[];
  /** Which of a series' data sources, counted from 0. */
  readonly dataSource: number;
  /** Epoch seconds; undefined for all that Redis holds. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /**
   * Seconds before `from` that are read as well, so that what is known at `from` is what would have been known then.
   */
  readonly warmUpSeconds: number;
}

/**
 * Reads a series, with what has to be said about it.
 *
 * @param now epoch seconds
 * @param onProgress is told the share that is done, 0 to 1
 * @returns rejects with OutsideError when the range is empty, or has no such data source
 */
export async function readRedisSeries(
  reader: WriteRedisReader,
  range: SeriesRange,
  now: number,
  onProgress: (share: number) => void = () => undefined,
): Promise<SeriesInput> {
  const { identifiers, from, to, warmUpSeconds } = range;
  const identifier = identifiers.join(' + ');
  const start = from === undefined ? 0 : from - warmUpSeconds;
  const end = to ?? Number.POSITIVE_INFINITY;
  const gate = new SampleGate(now + clockSlackSeconds);
  const remarks: string[] = [];
  const pages = identifiers.length === 1 ? readOne : readSum;
  for await (const newest of pages(reader, range, { start, end, now, gate, remarks })) {
    const first = gate.samples[0]?.time;
    if (first !== undefined) onProgress((newest - first) / (Math.min(end, now) - first || 1));
  }
  const left = gate.describe(formatTime);
  if (gate.samples.every(({ time }) => time < (from ?? 0))) {
    const held = await describeHeld(reader, identifiers[0]!);
    throw new OutsideError(
      `${identifier}: Redis holds no sample from ${formatTime(from ?? 0)} to ${formatTime(to ?? now)}; ${left ?? held}`,
    );
  }
  return {
    name: identifier,
    samples: gate.samples,
    remarks: [
      ...remarks,
      ...(left === undefined ? [] : [`${identifier}: ${left}`]),
      ...describeCoverage(identifier, gate.samples, range, now),
    ],
  };
}

/** The progress of a reading: the range from `start` to `end`, and its samples so far. */
interface Reading {
  readonly start: number;
  readonly end: number;
  readonly now: number;
  readonly gate: SampleGate;
  readonly remarks: string[];
}

/** Reads page by page and tells the newest time of each. */
async function* readOne(
  reader: WriteRedisReader,
  { identifiers, dataSource }: SeriesRange,
  { start, end, gate }: Reading,
): AsyncGenerator<number> {
  const identifier = identifiers[0]!;
  for await (const { entries, malformed } of reader.range(identifier, start, end)) {
    for (const { time, values } of entries) {
      const value = values[dataSource];
      if (value === undefined) {
        throw new OutsideError(
          `${identifier}: data source ${dataSource} is asked for, and it has ${values.length} (counted from 0); see dataSource in dma.yaml`,
        );
      }
      gate.take(time, value, time);
    }
    const newest = entries.at(-1)?.time ?? start;
    for (const _ of malformed) gate.refuse('unreadable', newest);
    yield newest;
  }
}

/** The same for a sum, as `dma predict` makes it. */
async function* readSum(
  reader: WriteRedisReader,
  { identifiers, dataSource }: SeriesRange,
  { start, end, now, gate, remarks }: Reading,
): AsyncGenerator<number> {
  const note = (text: string): void => {
    if (!remarks.includes(text)) remarks.push(text);
  };
  const log = new TransitionLog({ info: () => undefined, warn: note, error: note }, epochSeconds);
  const source = new SeriesSource({ names: identifiers, dataSources: [dataSource], log });
  for await (const samples of source.past(reader, start, end, now)) {
    for (const { time, value } of samples) gate.take(time, value, time);
    yield samples.at(-1)?.time ?? start;
  }
}

/** A range counts as covered when the first sample comes within this many intervals, or within a minute. */
const coveredIntervals = 3;

/** Epoch seconds; undefined where nothing was asked for. */
interface CoveredRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Describes which part of a series Redis holds, for a message. */
export async function describeHeld(reader: WriteRedisReader, identifier: string): Promise<string> {
  const newest = await reader.newestEntry(identifier);
  if (!newest) return 'it holds nothing of this series';
  for await (const { entries } of reader.range(identifier, 0, Number.POSITIVE_INFINITY)) {
    if (entries[0]) return `it holds ${formatTime(entries[0].time)} to ${formatTime(newest.time)}`;
  }
  return 'it holds nothing of this series';
}

/**
 * Describes what is missing at the ends of the range, one line each.
 *
 * @param samples at least one, oldest first
 * @param now epoch seconds
 */
export function describeCoverage(
  identifier: string,
  samples: readonly Sample[],
  { from, to }: CoveredRange,
  now: number,
): string[] {
  const first = samples[0]!.time;
  const last = samples.at(-1)!.time;
  const interval = (last - first) / Math.max(1, samples.length - 1);
  const slack = Math.max(60, coveredIntervals * interval);
  const remarks: string[] = [];
  if (from !== undefined && first > from + slack) {
    remarks.push(
      `${identifier}: Redis holds it only from ${formatTime(first)} on, and not from ${formatTime(from)}; it keeps what MaxSetSize or MaxSetDuration of write_redis allow (dma.conf)`,
    );
  }
  const wanted = Math.min(to ?? now, now);
  if (to !== undefined && last < wanted - slack) {
    remarks.push(`${identifier}: the last sample is of ${formatTime(last)}, not of ${formatTime(wanted)}`);
  }
  return remarks;
}
