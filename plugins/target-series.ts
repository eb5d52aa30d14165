import type { Detector, Verdict } from '../analysis/detector.ts';
import type { Abstention, Forecaster } from '../analysis/forecast.ts';
import { Scorecard } from '../analysis/scorecard.ts';
import { SeriesPredictor, type Prediction } from '../analysis/series-predictor.ts';
import { Window } from '../analysis/window.ts';
import type { TargetConfig } from './target-config.ts';
import { outputNames, predictionValues, type OutputNames, type SeriesState } from './prediction-values.ts';
import type { ValueList } from './text-protocol.ts';
import { SeriesError, type Entry } from './write-redis.ts';

/** A series is stale when nothing came for this many of its own intervals. */
const staleIntervals = 3;

export interface TargetSeriesOptions {
  readonly target: string;
  readonly config: TargetConfig;
  readonly forecaster: Forecaster;
  readonly detector: Detector | undefined;
  /** The identifier of the series. */
  readonly identifier: string;
  /** What the wildcards of the target's glob matched. */
  readonly captures: readonly string[];
  /** The whole of the resource. */
  readonly capacity: number;
}

/** One series that is being predicted: entries in, value lists out. */
export class TargetSeries {
  readonly identifier: string;
  readonly names: OutputNames;
  readonly scorecard: Scorecard;
  /** May change while the machine runs (memory is hot-plugged, a file system grows). */
  capacity: number;

  readonly #config: TargetConfig;
  readonly #predictor: SeriesPredictor;
  readonly #detector: Detector | undefined;
  readonly #detectorWindow: Window | undefined;
  #prediction: Prediction | undefined;

  constructor({ target, config, forecaster, detector, identifier, captures, capacity }: TargetSeriesOptions) {
    const { horizonSeconds, samples, intervalLevel: level } = config;
    this.identifier = identifier;
    this.capacity = capacity;
    this.names = outputNames(identifier.split('/')[0]!, target, config.output, captures);
    this.scorecard = new Scorecard(horizonSeconds);
    this.#config = config;
    this.#predictor = new SeriesPredictor({ forecaster, horizonSeconds, samples, level });
    this.#detector = detector;
    this.#detectorWindow = detector && new Window(detector.samples);
  }

  /** Epoch seconds of the newest entry that was used; 0 before the first. */
  get newestTime(): number {
    return this.#prediction?.time ?? 0;
  }

  /** Why there is no forecast now; undefined when there is one, or before the first entry. */
  get abstention(): Abstention | undefined {
    const forecast = this.#prediction?.forecast;
    return forecast?.kind === 'abstention' ? forecast : undefined;
  }

  get limit(): number {
    const { limit } = this.#config;
    return typeof limit === 'number' ? limit : limit.shareOfCapacity * this.capacity;
  }

  /** The usual seconds between entries; undefined before the second. */
  get intervalSeconds(): number | undefined {
    const { offsets, length } = this.#predictor.window;
    if (length < 2) return undefined;
    const gaps = Array.from({ length: length - 1 }, (_, i) => offsets[i + 1]! - offsets[i]!).sort(
      (a, b) => a - b,
    );
    return gaps[Math.floor(gaps.length / 2)];
  }

  /** Whether entries are overdue at `now` (epoch seconds). */
  isStale(now: number, roundSeconds: number): boolean {
    const expected = Math.max(this.intervalSeconds ?? roundSeconds, roundSeconds);
    return now - this.newestTime > staleIntervals * expected;
  }

  /**
   * Takes entries, oldest first.
   *
   * @returns how many were used
   * @throws SeriesError when they do not have the data source that the target names
   */
  append(entries: readonly Entry[]): number {
    let used = 0;
    const { dataSource } = this.#config;
    for (const { time, values } of entries) {
      const value = values[dataSource];
      if (value === undefined) {
        throw new SeriesError(
          `dataSource ${dataSource} is asked for, and it has ${values.length} (counted from 0)`,
        );
      }
      const prediction = this.#predictor.append(time, value, this.limit);
      if (!prediction) continue;
      used++;
      this.#prediction = prediction;
      this.#detectorWindow?.append(time, value);
      this.scorecard.observe(time, value);
      if (prediction.forecast.kind === 'forecast') this.scorecard.expect(time, prediction.forecast);
    }
    return used;
  }

  /** What is known now; undefined before the first entry. */
  get state(): SeriesState | undefined {
    if (!this.#prediction) return undefined;
    return {
      prediction: this.#prediction,
      exhaustionSeconds: this.#predictor.exhaustion(this.limit),
      capacity: this.capacity,
      verdict: this.#judge(),
    };
  }

  /** What is given to collectd now. */
  values(roundSeconds: number): ValueList[] {
    const { state } = this;
    const interval = Math.max(roundSeconds, this.intervalSeconds ?? roundSeconds);
    return state ? predictionValues(this.names, state, interval) : [];
  }

  #judge(): Verdict | Abstention | undefined {
    return (
      this.#detectorWindow &&
      this.#detector?.judge(this.#detectorWindow, this.limit, this.#config.horizonSeconds)
    );
  }
}
