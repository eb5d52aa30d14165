import { Ghosts } from './ghosts.ts';
import type { SampleReader } from './sample-reader.ts';
import { maxAheadOfGhostsSeconds, type SeriesClock } from './series-clock.ts';

/** Ghosts may be many, so that entries are read up to this many seconds after the present of a host that is behind. */
const nearSeconds = 30;
/** Where nothing comes there, each fourth time all are read: the clock may have been set again. */
const nearTimes = 4;

const none: readonly Ghosts[] = [];

/** A clock that was set back. */
export interface SetBack {
  /**
   * Epoch seconds by that clock. Entries of later times that Redis already holds are ghosts: they are left out, because
   * the clock was set back after they were written.
   */
  readonly after: number;
  /** Epoch seconds of later entries that have come since the clock was set back (default: none). */
  readonly own?: ReadonlySet<number> | undefined;
}

/** The ghosts of each part of a source. */
export class SourceGhosts {
  readonly setBack: SetBack;
  /** By part. */
  #ghosts = none;
  /** Number of times that it was asked since the last sample. */
  #unheard = 0;

  constructor(setBack: SetBack) {
    this.setBack = setBack;
  }

  /** False when newer entries have arrived. */
  get areThere(): boolean {
    return this.#ghosts.length > 0;
  }

  /** Those of a part; undefined when newer entries have arrived. */
  of(part: number): Ghosts | undefined {
    return this.#ghosts[part];
  }

  /** Rejects as the reader does. */
  async read(reader: Pick<SampleReader, 'range'>, names: readonly string[]): Promise<void> {
    const { after, own } = this.setBack;
    this.#ghosts = await Ghosts.readEach(reader, names, after, own);
  }

  /** A sample that counts has come. */
  heard(): void {
    this.#unheard = 0;
  }

  /**
   * Epoch seconds of the latest entry to read. Drops the ghosts when newer entries have arrived.
   *
   * @param now epoch seconds
   * @param newest of the entries that were read of each part
   */
  latest(now: number, clock: SeriesClock, newest: (part: number) => number): number {
    if (this.#ghosts.length > 0 && this.#ghosts.every((one, part) => one.arePast(newest(part))))
      this.#ghosts = none;
    const { offsetSeconds } = clock;
    if (this.#ghosts.length === 0 || offsetSeconds > 0) return clock.latest(now);
    const isNear = offsetSeconds < 0 && ++this.#unheard % nearTimes !== 0;
    return isNear ? now + offsetSeconds + nearSeconds : now + maxAheadOfGhostsSeconds;
  }
}
