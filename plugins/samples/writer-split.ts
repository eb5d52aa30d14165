import type { Sample } from '../../analysis/window.ts';
import type { Writers } from './writer.ts';

/** A sample further from where a writer's next one is due, in intervals, is not of that writer. */
const maxOffShare = 0.2;
/** Writers that read at nearly the same time have at most one sample within this share of an interval. */
const sameRoundShare = 0.5;
/** A writer whose samples are missed for this many intervals had not begun yet. */
const maxMissedIntervals = 5.5;

interface Track {
  time: number;
  value: number;
  readonly intervalSeconds: number;
}

/** Tells whose samples are whose in a series with several writers, sample by sample. */
export class WriterSplit {
  readonly #tracks: readonly Track[];
  readonly #apartBy: Writers['apartBy'];

  /** @param newest the newest sample of each writer; its time may be before the first one that is told apart */
  constructor({ writers, apartBy }: Writers, newest: readonly Sample[]) {
    this.#tracks = newest.map((sample, index) => ({
      ...sample,
      intervalSeconds: writers[index]!.intervalSeconds,
    }));
    this.#apartBy = apartBy;
  }

  /**
   * Finds the writer of a sample. Samples of one writer come in the order of time; those of several need not.
   *
   * @returns its number; undefined for a sample of nobody, and for one that is not newer than the writer's newest
   */
  take({ time, value }: Sample): number | undefined {
    const writer = this.#apartBy === 'time' ? this.#byTime(time) : this.#byLevel(time, value);
    const track = writer === undefined ? undefined : this.#tracks[writer]!;
    if (!track || time <= track.time) return undefined;
    track.time = time;
    track.value = value;
    return writer;
  }

  /** True when a writer has had no sample for some intervals before `time`. */
  isMissing(writer: number, time: number): boolean {
    const track = this.#tracks[writer]!;
    return time - track.time > maxMissedIntervals * track.intervalSeconds;
  }

  #byTime(time: number): number | undefined {
    let [best, nearest] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
    for (const [writer, track] of this.#tracks.entries()) {
      const steps = (time - track.time) / track.intervalSeconds;
      const off = Math.abs(steps - Math.round(steps));
      if (off > maxOffShare || off * track.intervalSeconds >= nearest) continue;
      [best, nearest] = [writer, off * track.intervalSeconds];
    }
    return best;
  }

  #byLevel(time: number, value: number): number | undefined {
    let [best, nearest] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
    for (const [writer, track] of this.#tracks.entries()) {
      const isTaken = time > track.time && time - track.time < sameRoundShare * track.intervalSeconds;
      const off = Math.abs(value - track.value);
      if (isTaken || !(off < nearest)) continue;
      [best, nearest] = [writer, off];
    }
    return best;
  }
}

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
  const split = new WriterSplit(writers, due);
  let active = own.map((_, writer) => writer);
  const maxIntervalSeconds = Math.max(...writers.writers.map(({ intervalSeconds }) => intervalSeconds));
  let later = start;
  /** Seconds in which nobody wrote, so far and until each writer's sample: nobody is missed then. */
  let silentSeconds = 0;
  const silentBefore = own.map(() => 0);
  for (const { time, value } of past.toReversed()) {
    silentSeconds += Math.max(0, later - time - maxIntervalSeconds);
    later = time;
    const writer = active.length > 1 ? split.take({ time: -time, value }) : active[0]!;
    if (writer !== undefined) silentBefore[writer] = silentSeconds;
    if (active.length > 1) {
      const going = active.filter(
        (one) => !split.isMissing(one, -time - (silentSeconds - silentBefore[one]!)),
      );
      if (going.length > 0) active = going;
    }
    if (writer !== undefined && active.includes(writer)) own[writer]!.push({ time, value });
  }
  return own.map((samples) => samples.toReversed());
}
