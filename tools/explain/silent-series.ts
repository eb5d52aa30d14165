import { formatDuration } from '../../notifiers/event/alert-units.ts';
import { formatLocalTime } from '../../notifiers/event/iso-time.ts';
import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { Entry } from '../../plugins/samples/entry.ts';
import { silenceByEntries } from '../../plugins/samples/silence-to-forget.ts';
import { isFreshPrediction } from '../check/fresh-prediction.ts';
import { isRecent } from '../check/recent.ts';

/** A series whose samples had stopped at the time that is asked about. */
export interface SilentSeries {
  /** Since the newest sample. */
  readonly seconds: number;
  /** The same after which `dma predict` forgets it, and ends its alert. */
  readonly forgottenAfterSeconds: number;
}

/** The newest samples of a series at one time. */
export interface NewestOfSeries {
  /** Epoch seconds of the newest one; undefined without one. */
  readonly time: number | undefined;
  /** Undefined while samples come. */
  readonly silent: SilentSeries | undefined;
}

/**
 * Looks whether samples came at a time, as `dma watch` does.
 *
 * @param identifiers that are summed up: the one that stopped first counts
 * @param riskName the name of its risk: where the clock of a host is wrong, its samples look old and are predicted
 * @param at epoch seconds
 * @returns rejects as the reader does
 */
export async function newestOfSeries(
  reader: Pick<WriteRedisReader, 'after' | 'newestEntry'>,
  identifiers: readonly string[],
  riskName: string,
  at: number,
): Promise<NewestOfSeries> {
  const pages = await Promise.all(identifiers.map((name) => reader.after(name, 0, 3, at)));
  const parts = pages.map(({ entries }) => entries).filter((entries) => entries.length > 0);
  if (parts.length < identifiers.length) return { time: undefined, silent: undefined };
  const entries = parts.reduce((a, b) => (timeOf(b) < timeOf(a) ? b : a));
  const [time, before] = [timeOf(entries), entries.at(-2)?.time];
  const seconds = at - time;
  const intervalSeconds = before === undefined ? undefined : time - before;
  const risk = await reader.newestEntry(riskName, at);
  const isPredicted = isFreshPrediction({ newest: undefined, intervalSeconds }, risk?.time, at);
  const isSilent = !isRecent(seconds, intervalSeconds) && !isPredicted;
  return {
    time,
    silent: isSilent ? { seconds, forgottenAfterSeconds: silenceByEntries(entries) } : undefined,
  };
}

function timeOf(entries: readonly Entry[]): number {
  return entries.at(-1)!.time;
}

/** The verdict on a silent series: that it is silent comes first, however dangerous it was. */
export function silentVerdict({ seconds }: SilentSeries, verdict: string): string {
  return `silent for ${formatDuration(seconds)}; by its last sample: ${verdict}`;
}

/** The changes that a silent series waits for, a sentence each. @param at epoch seconds that were asked for */
export function silentChanges({ seconds, forgottenAfterSeconds }: SilentSeries, at: number): string[] {
  const isForgotten = seconds > forgottenAfterSeconds;
  return [
    'a new sample: nothing is judged without one; is collectd running on that host? dma check says more',
    isForgotten
      ? `dma predict has forgotten it, after ${formatDuration(forgottenAfterSeconds)}, and ended its alert; with new samples it is predicted again`
      : `without one, dma predict forgets it at ${formatLocalTime(at - seconds + forgottenAfterSeconds)}, and an alert of it ends then`,
  ];
}
