import type { Sample } from '../../analysis/window.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { formatTime } from '../report/readable.ts';

/** A range counts as covered when the first sample comes within so many intervals, or within a minute. */
const coveredIntervals = 3;

/** Epoch seconds; undefined where nothing was asked for. */
interface CoveredRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** What Redis holds of a series, for a message. */
export async function describeHeld(reader: WriteRedisReader, identifier: string): Promise<string> {
  const newest = await reader.newestEntry(identifier);
  if (!newest) return 'it holds nothing of this series';
  for await (const { entries } of reader.range(identifier, 0, Number.POSITIVE_INFINITY)) {
    if (entries[0]) return `it holds ${formatTime(entries[0].time)} to ${formatTime(newest.time)}`;
  }
  return 'it holds nothing of this series';
}

/**
 * What of the range is missing at its ends, one line each.
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
      `${identifier}: Redis holds it only from ${formatTime(first)} on, and not from ${formatTime(from)}; it keeps as many seconds as MaxSetDuration of write_redis says (dma.conf)`,
    );
  }
  const wanted = Math.min(to ?? now, now);
  if (to !== undefined && last < wanted - slack) {
    remarks.push(`${identifier}: the last sample is of ${formatTime(last)}, not of ${formatTime(wanted)}`);
  }
  return remarks;
}
