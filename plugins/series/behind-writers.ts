import type { Sample } from '../../analysis/window.ts';
import type { WriterTime } from '../samples/capacity-around.ts';
import type { SampleReader, SeriesIsolation } from '../samples/sample-reader.ts';
import { splitByArrival } from './behind-split.ts';
import { BehindWatch, type FoundBehind } from './behind-watch.ts';
import { clocksApart } from './mixed-cause.ts';
import type { PredictedSeries } from './predicted-series.ts';
import type { KnownSetBack } from './set-back-watch.ts';
import type { SeriesStartParts, SeriesToPredict } from './series-start.ts';
import { samplesOf } from './stored-samples.ts';

export interface BehindWritersParts extends SeriesStartParts {
  readonly stored: SampleReader;
  readonly isolation: SeriesIsolation;
  readonly capacityAround: (found: SeriesToPredict, at: WriterTime) => Promise<number | undefined>;
  /** Seconds between two looks for new samples (default: 1). */
  readonly roundSeconds?: number;
  /** The clock of a series' host was set back below its newest entry, and what comes is older. */
  readonly onSetBack: (entry: PredictedSeries, known: KnownSetBack) => void;
}

/**
 * Finds writers whose clocks are far behind that of another one of their series, and predicts each by itself; and
 * clocks that were set back.
 */
export class BehindWriters {
  readonly #parts: BehindWritersParts;
  readonly #watch: BehindWatch;

  constructor(parts: BehindWritersParts) {
    this.#parts = parts;
    this.#watch = new BehindWatch(parts);
  }

  /** See {@link BehindWatch.noteQuiet}. */
  noteQuiet(entry: PredictedSeries, now: number): void {
    this.#watch.noteQuiet(entry, now);
  }

  /**
   * Looks at some series, and splits at most one. Rejects as the reader does.
   *
   * @param looked series whose turn it is
   * @param now monotonic seconds
   */
  async look(looked: readonly PredictedSeries[], now: number): Promise<void> {
    const found = await this.#watch.look(looked, now);
    for (const { entry, known } of this.#watch.takeSetBack()) this.#parts.onSetBack(entry, known);
    if (found) await this.#parts.isolation.run(found.entry.series.name, () => this.#split(found, now));
  }

  /** Reads the new samples of those behind. Rejects as the reader does. */
  async read({ arrivals, found, source }: PredictedSeries): Promise<readonly Sample[]> {
    const { stored, monotonic } = this.#parts;
    const read = stored.afterEach.bind(stored);
    return (
      (await arrivals?.read(read, samplesOf.bind(undefined, found), monotonic(), source.newestTime)) ?? []
    );
  }

  async #split(found: FoundBehind, now: number): Promise<void> {
    const { entry, fronts } = found;
    const { stored, ...parts } = this.#parts;
    // Those from farther ahead are not read.
    const until = entry.series.clock.latest(parts.now());
    const latest = (await stored.newestEntry(entry.series.name, until))?.time ?? entry.source.newestTime;
    const distances = fronts.map(({ newest }) => latest - newest);
    // The parts of a sum are read together.
    if (entry.source.partCount > 1) return entry.noteOthers(clocksApart(distances, false), now);
    const capacityAround = (at: WriterTime): Promise<number | undefined> =>
      parts.capacityAround(entry.found, at);
    const split = await splitByArrival({ ...parts, reader: stored, capacityAround }, found);
    entry.splitInto({ ...split, cause: clocksApart(distances), certainty: 'sure' });
  }
}
