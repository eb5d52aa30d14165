import type { Follower } from '../../forecast.ts';
import { WindowFollower } from '../../forecasters/window-follower.ts';
import { surpriseOf, type AnomalyTest, type FollowingTest, type TestOptions } from './anomaly-test.ts';
import { ForecastErrors, maxErrors } from './forecast-errors.ts';

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
  keeps: () => maxErrors,
  follow: (options, numbers, from) => new HorizonAhead(options, numbers, from),
} satisfies AnomalyTest;

class HorizonAhead implements FollowingTest {
  readonly #follower: Follower;
  readonly #errors: ForecastErrors;
  readonly #horizonSeconds: number;
  #surprise = Number.NaN;

  constructor({ forecaster, horizonSeconds }: TestOptions, numbers: Float32Array, from: number) {
    this.#follower = forecaster.follow?.(horizonSeconds) ?? new WindowFollower(forecaster);
    this.#errors = new ForecastErrors(horizonSeconds, numbers, from);
    this.#horizonSeconds = horizonSeconds;
  }

  judge(time: number, value: number): number {
    const errors = this.#errors;
    this.#follower.append(time, value);
    if (errors.observe(time, value) && errors.count > minErrors) this.#surprise = surpriseOfNewest(errors);
    if (errors.isDue) {
      const forecast = this.#follower.forecast(this.#horizonSeconds);
      if (forecast.kind === 'forecast') errors.expect(forecast.mean);
    }
    return this.#surprise;
  }
}

function surpriseOfNewest(errors: ForecastErrors): number {
  const { newest } = errors;
  const tail = Math.min(errors.shareBeyond(newest, 1), errors.shareBeyond(newest, -1));
  const end = errors.usualEnd(newest > 0 ? 1 : -1);
  const beyond = end > 0 ? Math.max(1, Math.abs(newest) / end) : 1;
  return surpriseOf(2 * tail * beyond ** -outsideWeight);
}
