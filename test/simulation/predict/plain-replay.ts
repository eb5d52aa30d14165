import { findForecaster } from '../../../analysis/forecasters/registry.ts';
import { SeriesPredictor, type Prediction } from '../../../analysis/series-predictor.ts';
import type { Sample } from '../../../analysis/window.ts';
import type { SeriesConfig } from '../../../plugins/config/target-config.ts';
import { AlignedSum } from '../../../plugins/samples/aligned-sum.ts';
import { thinner } from '../../../plugins/samples/past-loader.ts';
import type { Entry } from '../../../plugins/samples/entry.ts';

/** One series replayed plainly: every entry that was read, in the order of time, and nothing else. */
export class PlainReplay {
  /** The prediction after the newest sample; undefined before the first. */
  newest: Prediction | undefined;
  /** Seconds of the monotonic clock when the newest sample was read, or the replay began. */
  advancedAt: number;
  /** Epoch seconds of the newest sample whose risk was given to collectd. */
  toldTime = 0;
  /** False while the newest sample is one of the past. */
  isLive = false;
  /** True when several writers of it were told apart: each is predicted by itself. */
  isSplit = false;

  readonly #predictor: SeriesPredictor;
  readonly #config: SeriesConfig;
  readonly #limit: number;
  readonly #sum: AlignedSum | undefined;
  readonly #thin: (samples: readonly Sample[]) => readonly Sample[];
  /** Epoch seconds of the newest entry, by part. */
  readonly #newestTimes: number[];

  /**
   * @param end epoch seconds at which the past ends
   * @param now seconds of the monotonic clock
   */
  constructor(config: SeriesConfig, limit: number, end: number, now: number) {
    const forecaster = findForecaster(config.forecaster)!;
    this.#predictor = new SeriesPredictor({
      ...config,
      forecaster,
      level: config.intervalLevel,
      detector: undefined,
    });
    this.#config = config;
    this.#limit = limit;
    this.#thin = thinner(config.horizonSeconds, end);
    const parts = 1 + config.addends.length;
    this.#newestTimes = Array.from({ length: parts }, () => 0);
    this.#sum = parts > 1 ? new AlignedSum(parts) : undefined;
    this.advancedAt = now;
  }

  /** Takes entries of one part; older ones than it has are skipped. @param isLive false for the past */
  read(part: number, entries: readonly Entry[], now: number, isLive: boolean): void {
    const samples: Sample[] = [];
    // Two entries of one time are both used when one answer holds them.
    const newest = this.#newestTimes[part]!;
    for (const { time, values } of entries) {
      const value = values[this.#config.dataSource];
      if (value === undefined || time <= newest) continue;
      this.#newestTimes[part] = time;
      samples.push({ time, value });
    }
    this.#sum?.offer(part, samples);
    const taken = this.#sum ? this.#sum.take() : samples;
    for (const { time, value } of isLive ? taken : this.#thin(taken)) {
      const prediction = this.#predictor.append(time, value, this.#limit);
      if (!prediction) continue;
      this.newest = prediction;
      this.advancedAt = now;
      this.isLive = isLive;
    }
  }
}
