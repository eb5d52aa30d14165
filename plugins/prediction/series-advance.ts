import type { Sample } from '../../analysis/window.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import { askingAhead, batchesOf, inBatches } from '../process/batches.ts';
import { replayedPast } from '../samples/replayed-past.ts';
import type { Answer, Question, SeriesIsolation } from '../samples/sample-reader.ts';
import type { ClockReading } from '../samples/series-clock.ts';
import type { ClockSetBack } from '../series/clock-set-back.ts';
import type { PredictedSeries } from '../series/predicted-series.ts';
import type { SeriesComplaints } from '../series/series-complaints.ts';
import type { WriterWatch } from '../series/writer-watch.ts';
import type { CoverageWatch } from './coverage-watch.ts';
import type { DueSeries } from './due-series.ts';
import type { PredictorParts } from './predictor-parts.ts';
import type { RelatedWatch } from './related-watch.ts';

export interface SeriesAdvanceParts extends Pick<
  PredictorParts,
  'config' | 'reader' | 'contexts' | 'now' | 'monotonic'
> {
  readonly isolation: SeriesIsolation;
  readonly complaints: SeriesComplaints;
  readonly clockSetBack: ClockSetBack;
  readonly writerWatch: Pick<WriterWatch, 'late' | 'noteQuiet'>;
  readonly due: Pick<DueSeries, 'hasSamples'>;
  /** Looks which others moved with a series at risk (default: nobody does). */
  readonly related?: Pick<RelatedWatch, 'look'> | undefined;
  readonly coverage: Pick<CoverageWatch, 'fault' | 'recovered'>;
  /** Gives values to collectd. */
  readonly put: (list: ValueList) => void;
  /** Starts a series over, because its clock was set back. */
  readonly restart: (entry: PredictedSeries) => void;
  /** Looks at the capacity of a series before its turn. */
  readonly refreshCapacity: (entry: PredictedSeries) => Promise<void>;
}

/** The answers to what was asked of a batch of series. */
interface Asked {
  /** When it was asked: our clock may be set before it is answered. */
  readonly at: ClockReading;
  readonly answers: readonly Answer[];
}

/** Reads the new samples of series, predicts, and gives the predictions to collectd. The fault of one is its own. */
export class SeriesAdvance {
  readonly #parts: SeriesAdvanceParts;
  /** Series whose newest sample is beyond the limit. */
  readonly #beyond = new WeakSet<PredictedSeries>();

  constructor(parts: SeriesAdvanceParts) {
    this.#parts = parts;
  }

  /**
   * Advances all of them; of one writer each, many at once.
   *
   * @param roundEnded monotonic seconds of the end of the last round
   * @returns the number of samples that were used; rejects when the store cannot be read
   */
  async all(entries: readonly PredictedSeries[], roundEnded: number): Promise<number> {
    const alone = (entry: PredictedSeries): Promise<number | undefined> =>
      this.#isolated(entry, () => this.#alone(entry, roundEnded));
    const others: PredictedSeries[] = [];
    // A look at each of very many before the first one is asked would hold up everything.
    const plain = batchesOf(plainOf(entries, others));
    let samples = 0;
    for await (const [batch, asked] of askingAhead(plain, (some) => this.#ask(some, roundEnded)))
      samples += await this.#takeAll(batch, asked);
    for (const used of await inBatches(others, alone)) samples += used ?? 0;
    return samples;
  }

  async #ask(batch: readonly PredictedSeries[], roundEnded: number): Promise<Asked> {
    const { reader, now, monotonic } = this.#parts;
    const at = { now: now(), monotonic: monotonic() };
    const questions: Question[] = [];
    for (const entry of batch) {
      entry.ask(at.monotonic, roundEnded);
      entry.source.ask(at.now, questions);
    }
    return { at, answers: await reader.afterEach(questions) };
  }

  async #takeAll(batch: readonly PredictedSeries[], { at: asked, answers }: Asked): Promise<number> {
    const { isolation, coverage, now } = this.#parts;
    const at = { now: now(), monotonic: asked.monotonic };
    let samples = 0;
    const pending: Promise<number | undefined>[] = [];
    // One function for all: what is made for each series is most of the garbage.
    let [present, place] = [batch[0]!, 0];
    const take = (): number | Promise<number> =>
      this.#take(present, [], present.source.take(answers, asked.now, place), at);
    const onFault = (problem: string): void => coverage.fault(present.series, problem);
    for (const entry of batch) {
      present = entry;
      const { askedCount } = entry.source;
      const step = isolation.runNow(entry.series.name, take, onFault);
      if (step instanceof Promise) pending.push(this.#isolated(entry, () => step));
      else samples += step ?? 0;
      place += askedCount;
    }
    for (const used of await Promise.all(pending)) samples += used ?? 0;
    return samples;
  }

  #isolated(entry: PredictedSeries, work: () => Promise<number>): Promise<number | undefined> {
    const { isolation, coverage } = this.#parts;
    return isolation.run(entry.series.name, work, (problem) => coverage.fault(entry.series, problem));
  }

  async #alone(entry: PredictedSeries, roundEnded: number): Promise<number> {
    const { reader, writerWatch, now, monotonic } = this.#parts;
    const late = await writerWatch.late(entry);
    const asked = monotonic();
    entry.ask(asked, roundEnded);
    const samples = await entry.source.next(reader, now());
    return this.#take(entry, late, samples, { now: now(), monotonic: asked });
  }

  /** Returns a promise only where something has to be read or written. @param late samples from before `samples` */
  #take(
    entry: PredictedSeries,
    late: readonly Sample[],
    samples: readonly Sample[],
    at: ClockReading,
  ): number | Promise<number> {
    if (!this.#goesBeyond(entry, samples)) return this.#advance(entry, late, samples, at);
    // The host may have become larger, or another one has its name now.
    return this.#parts.refreshCapacity(entry).then(() => this.#advance(entry, late, samples, at));
  }

  /** True for samples that go beyond a limit which is a share of the capacity at the last look. */
  #goesBeyond(entry: PredictedSeries, samples: readonly Sample[]): boolean {
    const { capacity, limit: config, limitSide } = entry.found.config;
    const { value } = samples.at(-1) ?? {};
    if (value === undefined || typeof capacity === 'number' || typeof config === 'number') return false;
    const { limit } = entry.series;
    const isBeyond = (one: number): boolean => (limitSide === 'upper' ? one >= limit : one <= limit);
    const goes = !this.#beyond.has(entry) && samples.some((sample) => isBeyond(sample.value));
    if (isBeyond(value)) this.#beyond.add(entry);
    else this.#beyond.delete(entry);
    return goes && entry.movingParts === undefined && entry.writers.length === 0;
  }

  #advance(
    entry: PredictedSeries,
    late: readonly Sample[],
    samples: readonly Sample[],
    at: ClockReading,
  ): number | Promise<number> {
    const { config, contexts, complaints, clockSetBack, writerWatch, due, now, monotonic } = this.#parts;
    const all = late.length > 0 ? [...late, ...samples] : samples;
    entry.lookAtClock(all, at);
    const used = entry.append(all, monotonic(), config.roundSeconds);
    const { series } = entry;
    complaints.look(series);
    complaints.lookAtValues(series, samples);
    complaints.lookAtCapacity(series, samples);
    if (series.prediction.needsPast) return this.#wake(entry, used, at);
    if (used === 0) {
      writerWatch.noteQuiet(entry, at.monotonic);
      return !entry.arrivals && clockSetBack.mayConcern(entry) ? this.#startOver(entry) : 0;
    }
    clockSetBack.isOver(series);
    due.hasSamples(entry, now(), at.monotonic);
    if (contexts?.concerns(series)) return this.#noteAndGive(entry, used);
    return this.#give(entry, used);
  }

  /** Computes a screened series in full, because a sample may raise an alert. */
  async #wake(entry: PredictedSeries, used: number, at: ClockReading): Promise<number> {
    const { reader, complaints, clockSetBack, due, now } = this.#parts;
    const { series, source } = entry;
    const { horizonSeconds } = series.config;
    series.inFull(await replayedPast(source, reader, horizonSeconds, now()));
    complaints.look(series);
    if (used > 0) {
      clockSetBack.isOver(series);
      due.hasSamples(entry, now(), at.monotonic);
    }
    return this.#noteAndGive(entry, used);
  }

  async #startOver(entry: PredictedSeries): Promise<number> {
    if (await this.#parts.clockSetBack.concerns(entry)) this.#parts.restart(entry);
    return 0;
  }

  /** Writes the alert context before collectd knows, because it may notify at once. */
  async #noteAndGive(entry: PredictedSeries, used: number): Promise<number> {
    await this.#parts.contexts?.note(entry.series, entry.series.config);
    const given = this.#give(entry, used);
    this.#parts.related?.look(entry);
    return given;
  }

  #give(entry: PredictedSeries, used: number): number {
    const { config, coverage, put } = this.#parts;
    for (const list of entry.values(config.roundSeconds)) put(list);
    coverage.recovered(entry.series);
    return used;
  }
}

/** Those that are asked many at once. @param others gets the rest */
function* plainOf(
  entries: Iterable<PredictedSeries>,
  others: PredictedSeries[],
): Generator<PredictedSeries, void, undefined> {
  for (const entry of entries) {
    if (entry.source.asksPlainly && entry.writers.length === 0) yield entry;
    else others.push(entry);
  }
}
