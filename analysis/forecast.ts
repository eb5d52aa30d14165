import type { Window } from './window.ts';

/** A value expected at the horizon, with the interval that holds it with probability `level`. */
export interface Forecast {
  readonly kind: 'forecast';
  /** Expected value, in the series' own unit. */
  readonly mean: number;
  /** Lower end of the prediction interval; `lower <= mean <= upper`. */
  readonly lower: number;
  /** Upper end of the prediction interval. */
  readonly upper: number;
  /** Nominal coverage of the interval, 0 to 1. */
  readonly level: number;
  /** Spread of the window's samples around the fit, in the series' own unit. */
  readonly residualStandardError: number;
  /** Samples that the fit saw. */
  readonly observations: number;
}

/** "I don't know", and why. The list is closed. */
export type Abstention =
  | {
      readonly kind: 'abstention';
      readonly reason: 'too-few-samples';
      readonly have: number;
      readonly need: number;
    }
  | { readonly kind: 'abstention'; readonly reason: 'no-time-span'; readonly spanSeconds: number }
  | {
      readonly kind: 'abstention';
      readonly reason: 'too-short-a-past';
      readonly spanSeconds: number;
      readonly needSeconds: number;
    }
  | { readonly kind: 'abstention'; readonly reason: 'not-finite' }
  | { readonly kind: 'abstention'; readonly reason: 'raw-counter' }
  | { readonly kind: 'abstention'; readonly reason: 'no-limit' };

/**
 * A shape that a series without noise can have.
 *
 * - constant, line: continued at every horizon
 * - parabola, exponential (a + b e^(ct), either sign of b and c): continued at least half of the window's span ahead,
 *   a growing exponential at most until it has doubled
 * - season (level + trend + a period that repeats): with even sampling and two periods in the window
 */
export type Shape = 'constant' | 'line' | 'parabola' | 'exponential' | 'season';

/**
 * A method of forecasting. Pure and deterministic; it abstains instead of throwing or answering NaN.
 *
 * Laws, tested for every entry of the registry: recovers the shapes in `recovers`; shifting all times changes
 * nothing; scaling the values scales the answer; the window is left as it was; the interval does not shrink with
 * the horizon (of one follower, where the method follows a series).
 */
export interface Forecaster {
  readonly name: string;
  /** Fewer samples than this lead to an abstention. */
  readonly minimumSamples: number;
  /** Shapes without noise that the method continues exactly. */
  readonly recovers: readonly Shape[];
  /**
   * @param horizonSeconds how far ahead of the newest sample, above 0
   * @param level nominal coverage of the interval, between 0 and 1 (default: 0.8)
   */
  forecast(window: Window, horizonSeconds: number, level?: number): Forecast | Abstention;
  /**
   * For methods that learn from their own past errors: follows one series. What it forecasts at `horizonSeconds` after
   * some samples is what `forecast` answers for a window of those.
   */
  readonly follow?: (horizonSeconds: number) => Follower;
}

/** A forecaster with a series of its own. */
export interface Follower {
  /** Takes one finite sample that is newer than the last one. */
  append(time: number, value: number): void;
  /** As a forecaster's, from the newest sample. */
  forecast(aheadSeconds: number, level?: number): Forecast | Abstention;
}

export const defaultLevel = 0.8;

/** A forecast from its parts, or an abstention where arithmetic left the finite numbers. */
export function forecastOf(
  mean: number,
  halfWidth: number,
  level: number,
  residualStandardError: number,
  observations: number,
): Forecast | Abstention {
  const lower = mean - halfWidth;
  const upper = mean + halfWidth;
  if (!Number.isFinite(lower) || !Number.isFinite(upper) || !Number.isFinite(residualStandardError)) {
    return { kind: 'abstention', reason: 'not-finite' };
  }
  return { kind: 'forecast', mean, lower, upper, level, residualStandardError, observations };
}

export function tooFewSamples(have: number, need: number): Abstention {
  return { kind: 'abstention', reason: 'too-few-samples', have, need };
}

/** One line for a log or a table. */
export function describeAbstention(abstention: Abstention): string {
  switch (abstention.reason) {
    case 'too-few-samples':
      return `too few samples (${abstention.have} of ${abstention.need})`;
    case 'no-time-span':
      return `the samples span no time (${abstention.spanSeconds} s)`;
    case 'too-short-a-past':
      return `the past is too short (${abstention.spanSeconds.toFixed(0)} of ${abstention.needSeconds.toFixed(0)} s)`;
    case 'raw-counter':
      return 'the values are counts, not rates; set StoreRates true in write_redis';
    case 'no-limit':
      return 'the target has no limit';
    case 'not-finite':
      break;
  }
  return 'the numbers are too large to compute with';
}
