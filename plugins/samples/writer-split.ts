import type { Sample } from '../../analysis/window.ts';
import { maxOffShare, WriterTrack } from './writer-track.ts';
import type { Writers } from './writer.ts';

/** A writer has at most one sample within this share of its interval. */
const sameRoundShare = 0.5;
/** A value is on the level of the writer whose newest one is nearer than any other's by this factor. */
const minNearer = 3;
/** Where the samples of two are due, one counts as this much further off, in intervals, for each that it has missed. */
const missedShare = 0.05;
/** Number of samples that are remembered, which may be read once more. */
const maxSeen = 2000;

/** A sample, and the number of its writer. */
export interface TakenSample {
  readonly writer: number;
  readonly sample: Sample;
}

/** A sample that came when a writer's was due, on the level of another one, which has perhaps ended. */
interface HeldSample {
  readonly sample: Sample;
  readonly due: number;
  readonly like: number;
}

/** Tells whose samples are whose in a series with several writers, sample by sample. */
export class WriterSplit {
  readonly #tracks: readonly WriterTrack[];
  readonly #apartBy: Writers['apartBy'];
  /** Times and values. */
  readonly #seen = new Set<string>();
  #held: HeldSample | undefined;
  /** By writer: a sample that may be the first one after it was missing. */
  readonly #returning: (Sample | undefined)[] = [];

  /**
   * @param newest the newest sample of each writer; its time may be before the first one that is told apart
   * @param shown the samples in which the writers were found
   */
  constructor({ writers, apartBy }: Writers, newest: readonly Sample[], shown: readonly Sample[]) {
    this.#tracks = writers.map(({ places, intervalSeconds }, writer) => {
      const values = places.map((place) => shown[place]!.value);
      return new WriterTrack(newest[writer]!, values, intervalSeconds);
    });
    this.#apartBy = apartBy;
  }

  /**
   * Finds the writer of a sample. Samples of one writer come in the order of time; those of several need not. One that
   * was taken before is of nobody: meanwhile another writer may be nearer to its value.
   *
   * A writer whose collectd was restarted writes at other times than before, perhaps when another one's sample is due.
   * A sample on another's level is therefore held until the next one: another one of the same round shows that both
   * write; otherwise the value has changed. One that has ended gets no sample of the others, which may have come near
   * to its last value: it would never seem to have ended.
   *
   * @returns samples whose writers are known now, in the order of their arrival; not a sample of nobody, nor one that
   *   is not newer than its writer's newest
   */
  take(sample: Sample): TakenSample[] {
    if (!this.#isFirst(sample)) return [];
    const held = this.#held;
    // Older ones show nothing of it.
    if (!held || sample.time <= held.sample.time) return this.#place(sample);
    this.#held = undefined;
    const { due, like } = held;
    if (this.#apartBy === 'level') {
      const isOfSameRound = this.#isOfRound(held, sample, sameRoundShare);
      return [...this.#give(isOfSameRound ? like : due, held.sample), ...this.#place(sample)];
    }
    const isInPlace = this.#isOfRound(held, sample, 1 - maxOffShare) && this.#onLevelOf(sample.value) === due;
    if (isInPlace) return [...this.#give(like, held.sample), ...this.#give(due, sample)];
    return [...this.#give(due, held.sample), ...this.#place(sample)];
  }

  /** True when a writer has had no sample for some intervals before `time`. */
  isMissing(writer: number, time: number): boolean {
    return this.#tracks[writer]!.isMissing(time);
  }

  #isFirst({ time, value }: Sample): boolean {
    const seen = this.#seen;
    const one = `${time} ${value}`;
    if (seen.has(one)) return false;
    seen.add(one);
    if (seen.size > maxSeen) {
      const [oldest] = seen;
      seen.delete(oldest!);
    }
    return true;
  }

  #place(sample: Sample): TakenSample[] {
    return this.#apartBy === 'level' ? this.#placeByLevel(sample) : this.#placeByTime(sample);
  }

  /** Gives a sample to the writer whose next one is due, or to one that has begun to write at other times. */
  #placeByTime(sample: Sample): TakenSample[] {
    const { time, value } = sample;
    const due = this.#dueAt(time);
    const like = this.#onLevelOf(value);
    if (due === undefined || this.#tracks[due]!.hasWritten(time, sameRoundShare)) {
      const late = this.#onlyOneAt(time) ?? like;
      const isLate = late !== undefined && !this.#tracks[late]!.hasWritten(time, 1 - maxOffShare);
      return isLate ? this.#give(late, sample) : [];
    }
    const track = this.#tracks[due]!;
    if (like === undefined || like === due || !track.leavesLevel(sample)) return this.#give(due, sample);
    if (track.isLate(time) && this.#tracks[like]!.isLate(time)) return this.#give(like, sample);
    return this.#hold({ sample, due, like });
  }

  /** Gives a sample to the writer on the nearest level that has none in this round. */
  #placeByLevel(sample: Sample): TakenSample[] {
    const { time, value } = sample;
    const free = [...this.#tracks.keys()].filter((writer) => {
      const track = this.#tracks[writer]!;
      return time <= track.time || !track.hasWritten(time, sameRoundShare);
    });
    const like = this.#nearest(free, value);
    const isInStep = (writer: number): boolean => this.#tracks[writer]!.isInStep(time);
    if (like === undefined || isInStep(like)) return this.#give(like, sample);
    const due = this.#nearest(free.filter(isInStep), value);
    return due === undefined ? this.#give(like, sample) : this.#hold({ sample, due, like });
  }

  #hold(held: HeldSample): TakenSample[] {
    this.#held ??= held;
    return [];
  }

  #isOfRound({ sample, due }: HeldSample, next: Sample, share: number): boolean {
    return next.time - sample.time < share * this.#tracks[due]!.intervalSeconds;
  }

  #give(writer: number | undefined, sample: Sample): TakenSample[] {
    const track = writer === undefined ? undefined : this.#tracks[writer]!;
    if (!track || sample.time <= track.time) return [];
    if (this.#apartBy === 'level' || !track.isMissing(sample.time) || this.#areAllMissing(sample.time))
      return this.#append(writer!, sample);
    // A single sample that comes at an odd time may be a late one of another writer.
    const first = this.#returning[writer!];
    const intervals = (sample.time - (first?.time ?? Number.NEGATIVE_INFINITY)) / track.intervalSeconds;
    if (intervals < sameRoundShare) return [];
    this.#returning[writer!] = sample;
    if (!first || Math.abs(intervals - 1) > maxOffShare) return [];
    return [first, sample].flatMap((one) => this.#append(writer!, one));
  }

  #append(writer: number, sample: Sample): TakenSample[] {
    this.#returning[writer] = undefined;
    this.#tracks[writer]!.append(sample);
    return [{ writer, sample }];
  }

  #areAllMissing(time: number): boolean {
    return this.#tracks.every((track) => track.isMissing(time));
  }

  /** The only writer that is not missing, where it has no sample in this round yet. */
  #onlyOneAt(time: number): number | undefined {
    const going = [...this.#tracks.keys()].filter((writer) => !this.isMissing(writer, time));
    const [only] = going.length === 1 ? going : [];
    return only === undefined || this.#tracks[only]!.hasWritten(time, 1 - maxOffShare) ? undefined : only;
  }

  #dueAt(time: number): number | undefined {
    let [best, least] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
    const only = this.#onlyOneAt(time);
    for (const [writer, track] of this.#tracks.entries()) {
      if (only !== undefined && writer !== only) continue;
      const off = track.offShare(time);
      const distance = (off + missedShare * track.missedAt(time)) * track.intervalSeconds;
      if (off > maxOffShare || distance >= least) continue;
      [best, least] = [writer, distance];
    }
    return best;
  }

  /** The only writer with such values, to whose level no other one comes. Comparisons with an unknown one are false. */
  #onLevelOf(value: number): number | undefined {
    const off = this.#tracks.map((track) => Math.abs(value - track.value));
    const found = off.findIndex((own, writer) =>
      off.every((other, one) => one === writer || other > minNearer * own),
    );
    const isApart = (other: WriterTrack, place: number): boolean =>
      place === found || other.isApartFrom(this.#tracks[found]!);
    return found !== -1 && this.#tracks.every(isApart) ? found : undefined;
  }

  #nearest(writers: readonly number[], value: number): number | undefined {
    let [best, nearest] = [undefined as number | undefined, Number.POSITIVE_INFINITY];
    for (const writer of writers) {
      const off = Math.abs(value - this.#tracks[writer]!.value);
      if (off < nearest) [best, nearest] = [writer, off];
    }
    return best;
  }
}
