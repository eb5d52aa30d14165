import { ConformalInterval } from '../../interval/conformal-interval.ts';
import type { Follower } from '../../forecast.ts';
import { WindowFollower } from '../../forecasters/window-follower.ts';
import { surpriseOf, type AnomalyTest, type FollowingTest, type TestOptions } from './anomaly-test.ts';

/** Errors before there is a judgement. */
const minErrors = 30;
/** An error beyond all that are remembered is the rarer, the farther beyond the interval it is. */
const outsideWeight = 3;

/**
 * The residual of the target's own forecaster, one horizon ahead, against the interval that is calibrated on its
 * earlier residuals.
 *
 * Equation: p = 2 min(share of the remembered errors at or above this one, at or below it), and for one beyond the
 * interval of 90 % by a factor f, -log10 p is larger by 3 log10 f.
 * Source: Vovk, Gammerman and Shafer (2005), Algorithmic Learning in a Random World.
 */
export const forecastResidual = {
  name: 'forecast',
  votesFrom: 2.5,
  weight: 0,
  follow: (options) => new ForecastErrors(options),
} satisfies AnomalyTest;

class ForecastErrors implements FollowingTest {
  readonly #follower: Follower;
  readonly #interval: ConformalInterval;
  readonly #horizonSeconds: number;
  #surprise = Number.NaN;
  #errors = 0;

  constructor({ forecaster, horizonSeconds }: TestOptions) {
    this.#follower = forecaster.follow?.(horizonSeconds) ?? new WindowFollower(forecaster);
    this.#interval = new ConformalInterval(horizonSeconds, 0.9);
    this.#horizonSeconds = horizonSeconds;
  }

  judge(time: number, value: number): number {
    const interval = this.#interval;
    this.#follower.append(time, value);
    const due = interval.observe(time, value);
    if (due > 0) {
      this.#errors += due;
      if (this.#errors > minErrors) this.#surprise = this.#surpriseOf(interval.newestResidual);
    }
    if (interval.isDue) {
      const forecast = this.#follower.forecast(this.#horizonSeconds);
      if (forecast.kind === 'forecast')
        interval.expect(forecast.mean, forecast.lower - forecast.mean, forecast.upper - forecast.mean, 0);
    }
    return this.#surprise;
  }

  #surpriseOf(error: number): number {
    const interval = this.#interval;
    const tail = Math.min(interval.shareBeyond(error, 1, 0), interval.shareBeyond(error, -1, 0));
    const end = error > 0 ? interval.highest : -interval.lowest;
    const beyond = end > 0 ? Math.max(1, Math.abs(error) / end) : 1;
    return surpriseOf(2 * tail * beyond ** -outsideWeight);
  }
}
