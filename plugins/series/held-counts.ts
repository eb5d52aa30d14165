import {
  askDepths,
  askMore,
  askNarrower,
  hasMore,
  heldEntries,
  narrowed,
  type ReadEntries,
} from '../samples/held-entries.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import type { PredictedSeries } from './predicted-series.ts';
import { unknownSeconds } from './target-gaps.ts';

/** Seconds after a first count in which a second one shows whether there is more; in intervals of the series. */
const [secondSeconds, secondIntervals] = [5, 1.5];
/** Seconds until one whose others are known is looked at again. */
const againSeconds = 20;
/** Series that wait for the second count. */
const maxWaiting = 2000;

/** Counts the entries that the store holds of each series. Methods reject as the reader does. */
export class HeldCounts {
  readonly #stored: Pick<SampleReader, 'afterEach'>;
  /** Series that were counted once, and monotonic seconds when they are counted again. */
  readonly #waiting = new Map<PredictedSeries, number>();

  constructor(stored: Pick<SampleReader, 'afterEach'>) {
    this.#stored = stored;
  }

  /** Series that are to be counted again. @param now monotonic seconds */
  *due(now: number): Generator<PredictedSeries> {
    for (const [entry, due] of this.#waiting) if (due <= now && this.#waiting.delete(entry)) yield entry;
  }

  /** One whose others are known and cannot be predicted is looked at again soon: its turn may be far. */
  again(entry: PredictedSeries, now: number): void {
    this.#waiting.set(entry, now + againSeconds);
  }

  /** Counts anew. Returns those of which there are too few. */
  async count(entries: readonly PredictedSeries[], now: number): Promise<readonly PredictedSeries[]> {
    if (entries.length === 0) return [];
    const read = entries.map(readOf);
    const questions = entries.map(({ series, keptCount }, place) =>
      askDepths(series.name, keptCount, read[place]!),
    );
    const answers = await this.#stored.afterEach(questions.flat());
    let next = 0;
    const few: PredictedSeries[] = [];
    for (const [place, entry] of entries.entries()) {
      const own = answers.slice(next, (next += questions[place]!.length));
      entry.held = heldEntries(own, entry.keptCount, read[place]!);
      if (!entry.held) {
        entry.keptCount = 0;
        few.push(entry);
      }
      if (!entry.held || this.#waiting.size >= maxWaiting) continue;
      const { intervalSeconds = unknownSeconds } = entry.series;
      this.#waiting.set(entry, now + Math.max(secondSeconds, secondIntervals * intervalSeconds));
    }
    return few;
  }

  /** Counts more of the entries of series of which the store removes none. */
  async narrow(entries: readonly PredictedSeries[]): Promise<void> {
    if (entries.length === 0) return;
    const read = entries.map(readOf);
    const questions = entries.map(({ series, held }, place) => askNarrower(series.name, held!, read[place]!));
    const answers = await this.#stored.afterEach(questions.flat());
    let next = 0;
    for (const [place, entry] of entries.entries()) {
      const own = answers.slice(next, (next += questions[place]!.length));
      entry.held = narrowed(entry.held!, own, read[place]!);
    }
  }

  /**
   * True for each that was counted where there are more than were read. One whose entries were removed since has no
   * count any more.
   */
  async haveMore(entries: readonly PredictedSeries[]): Promise<readonly (boolean | undefined)[]> {
    if (entries.length === 0) return [];
    const questions = entries.map(({ series, held, source }) =>
      askMore(series.name, held!, source.firstRead),
    );
    const answers = await this.#stored.afterEach(questions);
    return entries.map((entry, place) => {
      const more = hasMore(answers[place]!);
      if (more === undefined) {
        entry.keptCount = entry.held!.count;
        entry.held = undefined;
      }
      return more;
    });
  }
}

/** A copy: reading goes on. */
function readOf({ source: { firstRead } }: PredictedSeries): ReadEntries {
  return { readCount: firstRead.readCount, newestRead: firstRead.newestRead };
}
