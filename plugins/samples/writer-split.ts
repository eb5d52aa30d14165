import type { Sample } from '../../analysis/window.ts';
import { gapsOf, type Writers } from './writer.ts';

/** A sample further from where a writer's next one is due, in intervals, is not of that writer. */
const maxOffShare = 0.2;
/** A writer has at most one sample within this share of its interval. */
const sameRoundShare = 0.5;
/** A writer whose samples are missed for this many intervals has ended; in the past, it had not begun yet. */
export const maxMissedIntervals = 5.5;
/** A value is on the level of the writer whose newest one is nearer than any other's by this factor. */
const minNearer = 3;
/** A value leaves its writer's level when it is further away than this many of its usual steps. */
const maxSteps = 4;
/** The share of the newest step in the usual one: a single wrong sample hides no level. */
const newStepShare = 0.1;

interface Track {
  time: number;
  value: number;
  /** The usual change between neighbours. */
  step: number;
  readonly intervalSeconds: number;
}

/** A sample, and the number of its writer. */
export interface TakenSample {
  readonly writer: number;
  readonly sample: Sample;
}

/** A sample that came when a writer's was due, on the level of another one. */
interface HeldSample {
  readonly sample: Sample;
  readonly due: number;
  readonly like: number;
}

/** Tells whose samples are whose in a series with several writers, sample by sample. */
export class WriterSplit {
  readonly #tracks: readonly Track[];
  readonly #apartBy: Writers['apartBy'];
  #held: HeldSample | undefined;

  /**
   * @param newest the newest sample of each writer; its time may be before the first one that is told apart
   * @param shown the samples in which the writers were found
   */
  constructor({ writers, apartBy }: Writers, newest: readonly Sample[], shown: readonly Sample[]) {
    this.#tracks = writers.map(({ places, intervalSeconds }, index) => ({
      ...newest[index]!,
      step: gapsOf(places.map((place) => shown[place]!.value)).reduce(usualStep, 0),
      intervalSeconds,
    }));
    this.#apartBy = apartBy;
  }

  /**
   * Finds the writer of a sample. Samples of one writer come in the order of time; those of several need not.
   *
   * A writer whose collectd was restarted writes at other times than before, perhaps when another one's sample is due.
   * A sample on another's level is therefore held until the next one, which shows whether they have changed places or
   * the value has changed.
   *
   * @returns samples whose writers are known now, in the order of their arrival; not a sample of nobody, nor one that
   *   is not newer than its writer's newest
   */
  take(sample: Sample): TakenSample[] {
    if (this.#apartBy === 'level') return this.#give(this.#byLevel(sample), sample);
    const held = this.#held;
    this.#held = undefined;
    if (!held) return this.#place(sample);
    if (this.#isInPlaceOf(held, sample))
      return [...this.#give(held.like, held.sample), ...this.#give(held.due, sample)];
    const writer = this.#isLate(held.like, sample.time) ? held.like : held.due;
    return [...this.#give(writer, held.sample), ...this.#place(sample)];
  }

  /** True when a writer has had no sample for some intervals before `time`. */
  isMissing(writer: number, time: number): boolean {
    const track = this.#tracks[writer]!;
    return time - track.time > maxMissedIntervals * track.intervalSeconds;
  }

  /** Gives a sample to the writer whose next one is due, or to one that has begun to write at other times. */
  #place(sample: Sample): TakenSample[] {
    const due = this.#dueAt(sample.time);
    const like = this.#onLevelOf(sample.value);
    if (due === undefined || this.#hasWritten(due, sample.time, sameRoundShare)) {
      const isLate = like !== undefined && !this.#hasWritten(like, sample.time, 1 - maxOffShare);
      return isLate ? this.#give(like, sample) : [];
    }
    if (like === undefined || like === due || !this.#leavesLevel(due, sample)) return this.#give(due, sample);
    if (this.#isLate(like, sample.time)) return this.#give(like, sample);
    this.#held = { sample, due, like };
    return [];
  }

  /** True when a sample shows that the held one came in the place of this one's writer. */
  #isInPlaceOf({ sample, due }: HeldSample, next: Sample): boolean {
    const seconds = next.time - sample.time;
    const isOfSameRound = seconds < (1 - maxOffShare) * this.#tracks[due]!.intervalSeconds;
    return isOfSameRound && this.#onLevelOf(next.value) === due;
  }

  #give(writer: number | undefined, sample: Sample): TakenSample[] {
    const track = writer === undefined ? undefined : this.#tracks[writer]!;
    if (!track || sample.time <= track.time) return [];
    track.step = usualStep(track.step, sample.value - track.value);
    track.time = sample.time;
    track.value = sample.value;
    return [{ writer: writer!, sample }];
  }

  #hasWritten(writer: number, time: number, share: number): boolean {
    const track = this.#tracks[writer]!;
    return time - track.time < share * track.intervalSeconds;
  }

  /** True for a writer whose last samples did not come when they were due: its collectd is perhaps started again. */
  #isLate(writer: number, time: number): boolean {
    return !this.#hasWritten(writer, time, 1 + maxOffShare) && !this.isMissing(writer, time);
  }

  #leavesLevel(writer: number, { time, value }: Sample): boolean {
    const track = this.#tracks[writer]!;
    const intervals = Math.max(1, (time - track.time) / track.intervalSeconds);
    return Math.abs(value - track.value) > maxSteps * intervals * track.step;
  }

  #dueAt(time: number): number | undefined {
    let [best, nearest] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
    for (const [writer, track] of this.#tracks.entries()) {
      const steps = (time - track.time) / track.intervalSeconds;
      const off = Math.abs(steps - Math.round(steps));
      if (off > maxOffShare || off * track.intervalSeconds >= nearest) continue;
      [best, nearest] = [writer, off * track.intervalSeconds];
    }
    return best;
  }

  /** The only writer with such values; comparisons with an unknown one are false. */
  #onLevelOf(value: number): number | undefined {
    const off = this.#tracks.map((track) => Math.abs(value - track.value));
    const found = off.findIndex((own, writer) =>
      off.every((other, one) => one === writer || other > minNearer * own),
    );
    return found === -1 ? undefined : found;
  }

  #byLevel({ time, value }: Sample): number | undefined {
    let [best, nearest] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
    for (const [writer, track] of this.#tracks.entries()) {
      const isTaken = time > track.time && this.#hasWritten(writer, time, sameRoundShare);
      const off = Math.abs(value - track.value);
      if (isTaken || !(off < nearest)) continue;
      [best, nearest] = [writer, off];
    }
    return best;
  }
}

/** The exponentially weighted mean of changes; an unknown one changes nothing. */
function usualStep(step: number, change: number): number {
  return Number.isFinite(change) ? step + newStepShare * (Math.abs(change) - step) : step;
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
