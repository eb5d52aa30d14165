import type { Sample } from '../../analysis/window.ts';
import { WriterSplit } from './writer-split.ts';
import type { Writers } from './writer.ts';

/**
 * Tells the past of several writers apart, from the newest sample back. Before the second one began, everything is of
 * the first.
 *
 * @param past oldest first
 * @param shown the newest samples, in which `writers` were found
 * @returns the samples of each writer, oldest first
 */
export function splitPast(past: readonly Sample[], shown: readonly Sample[], writers: Writers): Sample[][] {
  const own: Sample[][] = writers.writers.map(() => []);
  const start = shown.at(-1)?.time ?? 0;
  // Backwards in time, each writer's newest sample is the next one that is due.
  const due = writers.writers.map(({ places, newest, intervalSeconds }) => ({
    time: -(newest + intervalSeconds * (Math.ceil((start - newest) / intervalSeconds) + 1)),
    value: shown[places.at(-1)!]!.value,
  }));
  const split = new WriterSplit(writers, due, shown);
  let active = own.map((_, writer) => writer);
  const maxIntervalSeconds = Math.max(...writers.writers.map(({ intervalSeconds }) => intervalSeconds));
  let later = start;
  /** Seconds in which nobody wrote, so far and until each writer's sample: nobody is missed then. */
  let silentSeconds = 0;
  const silentBefore = own.map(() => 0);
  for (const { time, value } of past.toReversed()) {
    const silentUntil = silentSeconds;
    silentSeconds += Math.max(0, later - time - maxIntervalSeconds);
    later = time;
    const taken =
      active.length > 1
        ? split.take({ time: -time, value })
        : [{ writer: active[0]!, sample: { time: -time, value } }];
    for (const { writer, sample } of taken)
      silentBefore[writer] = sample.time === -time ? silentSeconds : silentUntil;
    if (active.length > 1) {
      const going = active.filter(
        (one) => !split.isMissing(one, -time - (silentSeconds - silentBefore[one]!)),
      );
      if (going.length > 0) active = going;
    }
    for (const { writer, sample } of taken)
      if (active.includes(writer)) own[writer]!.push({ time: -sample.time, value: sample.value });
  }
  return own.map((samples) => samples.toReversed());
}
