import { studentTwoSidedQuantile } from '../maths/distributions.ts';
import { defaultLevel, type Forecaster, forecastOf } from '../forecast.ts';
import type { Window } from '../window.ts';
import { dampedHolt } from './damped-holt.ts';
import { fitOnce, grownTo } from './fit-memory.ts';
import { seasonPeriod } from './season-period.ts';
import { fitSeason, newSeasonState, seasonPath } from './season-smoothing.ts';
import { seasonVariance, trendVariance } from './smoothing-variance.ts';

/** A search for a period looks at this many values: more cost too much at each sample. */
const maxSearched = 256;
/** A given period is cut into at most this many steps; the newest periods that fit into the grid are used. */
const maxPerPeriod = 128;
const maxSmoothed = 1024;

export interface HoltWintersOptions {
  /** Length of the season in seconds, above 0 (default: found in each window, if there is one). */
  readonly periodSeconds?: number;
}

/**
 * Holt and Winters' method with an additive season: level and trend, and what each place in the period adds to them.
 *
 * Equation: mean = L + h T + S_(place + h), h in steps, by straight lines between whole steps; half width = t s
 * sqrt(v) with v of `smoothing-variance.ts` and t of Student's distribution for count - period - 2 degrees of
 * freedom. The window is brought to even steps first (`fillEvenGrid`): the mean gap, or with a given period the
 * fraction of it that is nearest to that. How L, T and S come about: `season-smoothing.ts`; how a period is found:
 * `season-period.ts`.
 *
 * Where two full periods are not in the window, or none is found, it is damped Holt: a series without a season is not a
 * reason to say nothing. A period found is a whole number of steps; one much longer than the window stays unknown.
 * Source: Winters (1960), Forecasting sales by exponentially weighted moving averages, Management Science 6;
 * Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 8.3 and 8.7.
 *
 * @throws RangeError when the period is not above 0
 */
export function holtWinters({ periodSeconds }: HoltWintersOptions = {}): Forecaster {
  if (periodSeconds !== undefined && !(periodSeconds > 0)) {
    throw new RangeError(`a period is above 0 seconds, not ${periodSeconds}`);
  }
  const fit = fitOnce(seasonFitter(periodSeconds));
  return {
    name: 'holt-winters',
    minimumSamples: dampedHolt.minimumSamples,
    recovers: ['constant', 'season'],
    forecast(window, horizonSeconds, level = defaultLevel) {
      if (window.length < dampedHolt.minimumSamples) {
        return dampedHolt.forecast(window, horizonSeconds, level);
      }
      const { state, count, stepSeconds } = fit(window);
      if (count === 0) return dampedHolt.forecast(window, horizonSeconds, level);
      const steps = horizonSeconds / stepSeconds;
      const whole = Math.floor(steps);
      const before = seasonPath(state, whole);
      const mean = before + (steps - whole) * (seasonPath(state, whole + 1) - before);
      const { alpha, beta, gamma, period, standardError, degreesOfFreedom } = state;
      const trendShare = alpha * beta;
      const variance =
        trendVariance(steps, alpha, trendShare, 1) + seasonVariance(steps, alpha, trendShare, gamma, period);
      const error = standardError * Math.sqrt(variance);
      const halfWidth = studentTwoSidedQuantile(level, degreesOfFreedom) * error;
      return forecastOf(mean, halfWidth, level, standardError, window.length);
    },
  };
}

/** A fit of its own, overwritten by each call; `count` is 0 where there is no season to fit. */
function seasonFitter(periodSeconds: number | undefined) {
  const fit = { state: newSeasonState(), count: 0, stepSeconds: 0 };
  let grid = new Float64Array(0);
  return (window: Window): Readonly<typeof fit> => {
    const span = -window.offsets[0]!;
    const gap = span / (window.length - 1);
    fit.count = 0;
    let period: number | undefined;
    let count: number;
    if (periodSeconds === undefined) {
      count = Math.min(window.length, maxSearched);
      fit.stepSeconds = span / (count - 1);
    } else {
      period = Math.min(maxPerPeriod, Math.round(periodSeconds / gap));
      fit.stepSeconds = periodSeconds / period;
      // A clock that is a little early must not cost the oldest value.
      count = Math.min(maxSmoothed, 1 + Math.floor(span / fit.stepSeconds + 0.01));
    }
    grid = grownTo(count, grid);
    fillEvenGrid(window, grid, count, fit.stepSeconds);
    period ??= seasonPeriod(grid, count);
    if (period === undefined || period < 2 || count < 2 * period) return fit;
    fitSeason(fit.state, grid, count, period);
    fit.count = count;
    return fit;
  };
}

/**
 * Fills `grid` with `count` values at equal steps up to the newest sample, oldest first, by straight lines between
 * the samples around; before the oldest sample, its value.
 *
 * Not by means: a value of the grid keeps the noise of single samples, which is what an interval has to cover.
 */
export function fillEvenGrid(window: Window, grid: Float64Array, count: number, stepSeconds: number): void {
  const { offsets, values, length } = window;
  let next = 0;
  for (let i = 0; i < count; i++) {
    const offset = -(count - 1 - i) * stepSeconds;
    while (next < length - 1 && offsets[next]! < offset) next++;
    const before = Math.max(0, next - 1);
    const seconds = offsets[next]! - offsets[before]!;
    const share = seconds > 0 ? Math.min(1, Math.max(0, (offset - offsets[before]!) / seconds)) : 1;
    // Two products, because the difference of two values may overflow.
    grid[i] = values[before]! * (1 - share) + values[next]! * share;
  }
}
