import type { Abstention } from '../../analysis/forecast.ts';
import type { Sample } from '../../analysis/window.ts';
import type { SeriesConfig } from '../config/target-config.ts';
import type { OutputNames, SeriesState } from './prediction-values.ts';
import { abstentionOf, datedByOurs, outputNames } from './prediction-values.ts';
import { SeriesValues } from './series-values.ts';
import { ScreenedPrediction } from './screened-prediction.ts';
import { minimumOf } from './value-bounds.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import { SeriesClock, type ClockReading } from '../samples/series-clock.ts';
import type { NamedSeries } from '../samples/series-names.ts';
import type { SampleOfShare } from '../samples/capacity-track.ts';
import { RawCounter } from '../samples/raw-counter.ts';
import { TargetGaps } from './target-gaps.ts';
import type { FoundOptions, TargetSeriesOptions } from './target-series-options.ts';

/** One series that is predicted: takes samples, gives value lists. */
export class TargetSeries {
  /** Lower bound of the values, where the type of the series or of the output has one. */
  readonly minimum: number;
  /** May change at any time (memory is hot-plugged, a file system grows). */
  capacity: number;
  readonly clock: SeriesClock;
  readonly gaps: TargetGaps;
  /** In full, or by a screen. */
  readonly prediction: ScreenedPrediction;

  readonly #found: FoundOptions;
  readonly #now: () => number;
  readonly #counter: RawCounter | undefined;
  readonly #values = new SeriesValues();
  /** Monotonic seconds of the first sample without a value, after one with it; infinite when it is of the past. */
  #unknownSince: number | undefined;

  /** @param found is kept in the place of the same options: there may be very many series (default: the options) */
  constructor(options: TargetSeriesOptions, found: FoundOptions = options) {
    const { config, forecaster, detector, identifier, capacity } = options;
    this.#found = found;
    this.capacity = capacity;
    this.clock = options.clock ?? new SeriesClock();
    this.minimum = minimumOf(options, identifier, config.dataSource, this);
    this.#counter = options.isCounter?.(identifier.type, config.dataSource) ? new RawCounter() : undefined;
    this.gaps = new TargetGaps(config.horizonSeconds, options.foundAt, options.foundTime);
    this.#now = options.now ?? ((): number => Number.POSITIVE_INFINITY);
    const movingCapacity = options.isCapacityMoving ? capacity : 0;
    this.prediction = new ScreenedPrediction(
      { config, forecaster, detector, minimum: this.minimum, movingCapacity },
      options.isScreened === true && !this.#counter,
    );
  }

  get target(): string {
    return this.#found.target;
  }

  get identifier(): NamedSeries {
    return this.#found.identifier;
  }

  get config(): SeriesConfig {
    return this.#found.config;
  }

  /** The name of the series, in Redis and in messages. */
  get name(): string {
    return this.#found.identifier.name;
  }

  /** True when it is all right that there is no such series. */
  get isOptional(): boolean {
    return this.#found.config.optional;
  }

  /** Made when they are asked for. */
  get names(): OutputNames {
    const { target, identifier, config, captures } = this.#found;
    return outputNames(identifier.host, target, config.output, captures);
  }

  /** Epoch seconds of the newest sample that was used; 0 before the first. */
  get newestTime(): number {
    return this.prediction.newestTime;
  }

  /** See {@link abstentionOf}; undefined before the first sample too. */
  get abstention(): Abstention | undefined {
    const newest = this.prediction.full?.newest;
    return this.#counter?.abstention ?? (newest && abstentionOf(newest, this.config.riskFrom));
  }

  /** True when the newest sample had no value. */
  get isUnknown(): boolean {
    return this.#unknownSince !== undefined;
  }

  get limit(): number {
    const { limit } = this.config;
    return typeof limit === 'number' ? limit : limit.shareOfCapacity * this.capacity;
  }

  /** The value that errors are shares of: the capacity, or the limit without a capacity. */
  get whole(): number {
    return Number.isFinite(this.capacity) ? this.capacity : this.limit;
  }

  /** The usual seconds between samples; undefined before the second. */
  get intervalSeconds(): number | undefined {
    return this.gaps.intervalSeconds;
  }

  /** See {@link TargetGaps.isStale}. @param now monotonic seconds */
  isStale(now: number, roundSeconds: number): boolean {
    return this.gaps.isStale(now, roundSeconds);
  }

  /** See {@link TargetGaps.areLate}. @param now monotonic seconds */
  isLate(now: number, roundSeconds: number): boolean {
    return this.gaps.areLate(now, roundSeconds);
  }

  /** True when a sample has come that was not there when the series was found. */
  get isHeard(): boolean {
    return this.gaps.isHeard;
  }

  /** True when samples were overdue already when it was found. @param hostNow epoch seconds by the clock of its host */
  wasStale(now: number, hostNow: number, roundSeconds: number): boolean {
    if (this.isHeard || this.newestTime === 0) return false;
    return hostNow - this.newestTime > this.gaps.staleSeconds(now, roundSeconds);
  }

  /** Seconds without a sample. @param now monotonic seconds */
  silentSeconds(now: number): number {
    return this.gaps.silentSeconds(now);
  }

  /** Seconds for which samples have come without a value; at most 0 while one has. @param now monotonic seconds */
  unknownSeconds(now: number): number {
    return this.#unknownSince === undefined ? 0 : now - this.#unknownSince;
  }

  /**
   * Takes samples, oldest first.
   *
   * @param now monotonic seconds when they came, or there were none (default: they are read from the past)
   * @param roundSeconds seconds between two looks for new samples (default: 1)
   * @returns the number of samples that were used
   */
  append(samples: readonly SampleOfShare[], now?: number, roundSeconds = 1): number {
    const future = this.clock.future(this.#now());
    const heard = now ?? Number.POSITIVE_INFINITY;
    let used = 0;
    for (const { time, value, capacity = this.capacity } of samples) {
      this.capacity = capacity;
      if (this.#counter?.observe(value) === false) {
        this.prediction.full?.forgetNewest();
        this.gaps.stamp(time);
        used++;
        continue;
      }
      this.#unknownSince = Number.isNaN(value) ? Math.min(this.#unknownSince ?? heard, heard) : undefined;
      const { newestTime } = this;
      const isUsed = this.prediction.append(time, value, this);
      if (this.isUnknown) this.gaps.stamp(time);
      if (!isUsed) continue;
      used++;
      this.gaps.stampBefore(future, time, newestTime);
      if (this.prediction.full) this.prediction.settle(this.intervalSeconds ?? 0);
    }
    if (now === undefined) return used;
    if (used > 0 || (this.isUnknown && samples.length > 0)) this.gaps.arrive(now, roundSeconds);
    else this.gaps.look(now);
    return used;
  }

  /** Compares the newest of new samples with our clock. @param at the present, when they were asked for */
  lookAtClock(samples: readonly SampleOfShare[], at: ClockReading): void {
    this.clock.look(samples.at(-1)?.time, at, this.gaps.usualSeconds);
  }

  /** The risk after the newest sample, or the anomaly, 0 to 100 %; undefined where it is not known. */
  get riskPercent(): number | undefined {
    const { full, newestTime } = this.prediction;
    if (!full) return newestTime > 0 ? 0 : undefined;
    const { risk, anomaly } = full.newest ?? {};
    if (anomaly?.kind === 'anomaly') return anomaly.percent;
    return risk?.kind === 'risk' ? risk.percent : undefined;
  }

  /** An earlier process has seen the limit reached; see {@link SeriesPredictor.recallExhaustion}. */
  recallExhaustion(): void {
    this.prediction.recallExhaustion();
  }

  /** Undefined before the first sample, and while the series is screened. */
  get state(): SeriesState | undefined {
    const state = this.prediction.full?.stateAt(this);
    return state && datedByOurs(state, this.clock.offsetSeconds);
  }

  /** See {@link ScreenedPrediction.inFull}. */
  inFull(samples: readonly Sample[]): void {
    this.prediction.inFull(samples, this);
    this.#values.restart();
  }

  /** Epoch seconds of the newest sample by our clock; undefined before the first. */
  get time(): number | undefined {
    const { newestTime } = this;
    return newestTime === 0 ? undefined : newestTime - this.clock.offsetSeconds;
  }

  /** Value lists of the present state, for collectd. */
  values(roundSeconds: number): ValueList[] {
    const { usualSeconds = roundSeconds } = this.gaps;
    return this.#values.next(this, Math.max(roundSeconds, usualSeconds));
  }
}
