import type { Abstention, Follower, Forecast, Forecaster } from '../forecast.ts';
import { Window } from '../window.ts';

/** Samples that a forecaster sees that does not follow the series itself. */
export const defaultSamples = 20;

/** A forecaster that looks at a window each time. */
export class WindowFollower implements Follower {
  readonly #forecaster: Forecaster;
  readonly #window: Window;
  readonly #isOwn: boolean;

  /** @param window to which somebody else appends (default: one of its own, of 20 samples) */
  constructor(forecaster: Forecaster, window?: Window) {
    this.#forecaster = forecaster;
    this.#window = window ?? new Window(defaultSamples);
    this.#isOwn = window === undefined;
  }

  append(time: number, value: number): void {
    if (this.#isOwn) this.#window.append(time, value);
  }

  forecast(aheadSeconds: number, level?: number): Forecast | Abstention {
    return this.#forecaster.forecast(this.#window, aheadSeconds, level);
  }
}
