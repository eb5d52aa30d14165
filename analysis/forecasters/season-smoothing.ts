import { grownTo } from './fit-memory.ts';

/** Shares of an error that go into level, trend (of a change of the level) and season, per step. */
const alphas = [0.05, 0.2, 0.5];
const betas = [0.01, 0.05, 0.2];
const gammas = [0.05, 0.2, 0.5];

/**
 * The recursion of Holt and Winters with an additive season, over evenly spaced values.
 *
 * With e = y - (L + T + S_i) for the place i in the period: L' = L + T + alpha e, T' = T + alpha beta e, S_i' = S_i +
 * gamma e. It starts from the first two periods: T from their difference, S from what is left beside level and trend.
 * alpha, beta and gamma are those, out of a small grid, with the least sum of squared errors. O(grid * count),
 * nothing allocated.
 * Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 3rd ed., 8.3 and 8.7.
 */
export interface SeasonState {
  /** Steps; at least 2. */
  period: number;
  /** At the newest value. */
  level: number;
  /** Units of the value per step. */
  trend: number;
  /** One for each place in the period; the newest value's place is `place`. */
  season: Float64Array<ArrayBuffer>;
  place: number;
  alpha: number;
  beta: number;
  gamma: number;
  /** The standard error of the forecasts one step ahead. */
  standardError: number;
  /** Values beyond the ones that level, trend and season start from. */
  degreesOfFreedom: number;
}

export function newSeasonState(): SeasonState {
  return {
    period: 0,
    level: 0,
    trend: 0,
    season: new Float64Array(0),
    place: 0,
    alpha: 0,
    beta: 0,
    gamma: 0,
    standardError: 0,
    degreesOfFreedom: 0,
  };
}

/**
 * Overwrites `state` with the fit of `count` values, at least two periods; its level is NaN where numbers left the
 * finite ones.
 */
export function fitSeason(state: SeasonState, grid: Float64Array, count: number, period: number): void {
  state.period = period;
  state.season = grownTo(period, state.season);
  state.place = (count - 1) % period;
  let least = Number.POSITIVE_INFINITY;
  let alpha = Number.NaN;
  let beta = Number.NaN;
  let gamma = Number.NaN;
  for (const a of alphas) {
    for (const b of betas) {
      for (const g of gammas) {
        const squares = smooth(state, grid, count, a, b, g);
        if (!(squares < least)) continue;
        least = squares;
        alpha = a;
        beta = b;
        gamma = g;
      }
    }
  }
  const squares = smooth(state, grid, count, alpha, beta, gamma);
  state.degreesOfFreedom = Math.max(1, count - period - 2);
  state.standardError = Math.sqrt(squares / state.degreesOfFreedom);
}

/** The path at a whole number of steps after the newest value. */
export function seasonPath({ level, trend, season, place, period }: SeasonState, steps: number): number {
  return level + steps * trend + season[(place + steps) % period]!;
}

/** Runs over the grid from the start; answers the sum of squared errors. */
function smooth(
  state: SeasonState,
  grid: Float64Array,
  count: number,
  alpha: number,
  beta: number,
  gamma: number,
): number {
  const { period, season } = state;
  start(state, grid);
  let { level, trend } = state;
  let squares = 0;
  let place = 0;
  for (let i = 0; i < count; i++) {
    level += trend;
    const error = grid[i]! - level - season[place]!;
    squares += error * error;
    level += alpha * error;
    trend += alpha * beta * error;
    season[place]! += gamma * error;
    if (++place === period) place = 0;
  }
  state.level = level;
  state.trend = trend;
  state.alpha = alpha;
  state.beta = beta;
  state.gamma = gamma;
  return squares;
}

/** Level one step before the first value, trend and season, from the first two periods. */
function start(state: SeasonState, grid: Float64Array): void {
  const { period, season } = state;
  let first = 0;
  let second = 0;
  for (let i = 0; i < period; i++) {
    first += grid[i]! / period;
    second += grid[i + period]! / period;
  }
  state.trend = (second - first) / period;
  // The mean of the two periods is the level halfway between them, at period - 1/2.
  state.level = first / 2 + second / 2 - state.trend * (period + 1 / 2);
  for (let i = 0; i < period; i++) {
    const both = grid[i]! / 2 + grid[i + period]! / 2;
    season[i] = both - state.level - state.trend * (i + 1 + period / 2);
  }
}
