import type { AlertScorecard } from '../../analysis/scoring/alert-scorecard.ts';
import type { Sample } from '../../analysis/window.ts';
import {
  FullPrediction,
  sharedOptions,
  type FullPredictionOptions,
  type SampleBounds,
} from './full-prediction.ts';
import { SeriesScreen } from './series-screen.ts';

/**
 * The prediction of one series: in full, or by a screen while no sample can raise an alert. When one can, everything is
 * computed from the samples in the store, which gives what it would have been without the screen.
 */
export class ScreenedPrediction {
  readonly #options: FullPredictionOptions;
  readonly #screen: SeriesScreen | undefined;
  /** Undefined while the screen suffices. */
  #full: FullPrediction | undefined;
  #alerts: AlertScorecard | undefined;
  #needsPast = false;
  #recallsExhaustion = false;

  /** @param isScreened false for one that is always in full */
  constructor(options: FullPredictionOptions, isScreened: boolean) {
    this.#options = sharedOptions(options);
    const { config, detector, movingCapacity } = options;
    if (isScreened && !detector && !config.ensemble && movingCapacity === 0)
      this.#screen = new SeriesScreen(config);
    else this.#full = new FullPrediction(options);
  }

  /** Undefined while it is only known that there is no alert. */
  get full(): FullPrediction | undefined {
    return this.#full;
  }

  /** Scores of past alerts, since it was last computed in full; undefined for a screened one without any. */
  get alerts(): AlertScorecard | undefined {
    return this.#full?.alerts ?? this.#alerts;
  }

  /** Epoch seconds of the newest sample that was used; 0 before the first. */
  get newestTime(): number {
    return this.#full ? (this.#full.newest?.time ?? 0) : (this.#screen?.newestTime ?? 0);
  }

  /** True when it has to be computed {@link inFull}. */
  get needsPast(): boolean {
    return this.#needsPast;
  }

  /** Takes a sample. Returns false when it is refused. */
  append(time: number, value: number, bounds: SampleBounds): boolean {
    const mayAlert = this.#screen?.mayAlert(time, value, bounds.limit);
    if (this.#full) return this.#full.append(time, value, bounds) !== undefined;
    this.#needsPast ||= mayAlert === true;
    return mayAlert !== undefined;
  }

  /** Takes the usual seconds between samples after the newest one; the screen may suffice from then on. */
  settle(intervalSeconds: number): void {
    this.#full?.scoreAlert(intervalSeconds);
    const newest = this.#full?.newest;
    if (!newest || !this.#screen?.suffices(newest)) return;
    this.#alerts = this.#full!.alerts.isEmpty ? undefined : this.#full!.alerts;
    this.#full = undefined;
  }

  /** Computes everything from the past. @param samples those of the store up to the newest one, oldest first */
  inFull(samples: readonly Sample[], bounds: SampleBounds): void {
    const full = new FullPrediction(this.#options);
    for (const { time, value } of samples)
      if (full.append(time, value, bounds)) full.scoreAlert(bounds.intervalSeconds ?? 0);
    // The store may not be at hand.
    const { newest } = this.#screen ?? {};
    if (newest && full.append(newest.time, newest.value, bounds))
      full.scoreAlert(bounds.intervalSeconds ?? 0);
    if (this.#recallsExhaustion) full.recallExhaustion();
    this.#full = full;
    this.#alerts = undefined;
    this.#needsPast = false;
    this.#recallsExhaustion = false;
  }

  /** See {@link SeriesPredictor.recallExhaustion}. */
  recallExhaustion(): void {
    if (this.#full) this.#full.recallExhaustion();
    else this.#needsPast = this.#recallsExhaustion = true;
  }
}
