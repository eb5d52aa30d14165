import { studentTwoSidedQuantile } from '../maths/distributions.ts';
import { type Abstention, type Forecast, forecastOf } from '../forecast.ts';
import type { Window } from '../window.ts';
import { fitOnce } from './fit-memory.ts';
import { lineHalfWidth } from './line-interval.ts';

/** Three for the parabola and one to see how far the samples are from it. */
export const parabolaMinimum = 4;
/** The confidence at which a bend counts. */
const significance = 0.99;
/** Bends smaller than this share of the largest value are the rounding of the samples. */
const rounding = 2 ** -48;

/**
 * Line and parabola of least squares through a window, by orthogonal polynomials.
 *
 * With x = offset / span (-1 to 0), p1 = x - x̄ and p2 = p1^2 - skew p1 - lift, where skew and lift make p2
 * orthogonal to p1 and to constants, the line is mean + slope p1 and the parabola is the line + bend p2: the line
 * need not be fitted again, and the errors of the three parts are independent.
 * Source: Forsythe (1957), Generation and use of orthogonal polynomials for data-fitting, J. SIAM 5.
 */
export interface ParabolaFit {
  spanSeconds: number;
  /** Of x. */
  centre: number;
  /** Of the values. */
  mean: number;
  slope: number;
  bend: number;
  skew: number;
  lift: number;
  /** Sums of p1^2 and p2^2. */
  slopeSquares: number;
  bendSquares: number;
  /** Sums of squared residuals, of the line and of the parabola. */
  lineResidual: number;
  residual: number;
  /** Below this a sum of squared residuals is rounding. */
  roundingResidual: number;
  /** The bend is significant: Student's t test at 99 %. */
  bent: boolean;
}

const fit: ParabolaFit = {
  spanSeconds: 0,
  centre: 0,
  mean: 0,
  slope: 0,
  bend: 0,
  skew: 0,
  lift: 0,
  slopeSquares: 0,
  bendSquares: 0,
  lineResidual: 0,
  residual: 0,
  roundingResidual: 0,
  bent: false,
};

/** Fits a window of at least `parabolaMinimum` samples; the answer is overwritten by the next fit. */
export const parabolaFit = fitOnce((window: Window): Readonly<ParabolaFit> => {
  fit.spanSeconds = -window.offsets[0]!;
  fitLine(window);
  fitBend(window);
  const explained = fit.bend * fit.bend * fit.bendSquares;
  fit.bent =
    fit.lineResidual > fit.roundingResidual &&
    isSignificant(explained, fit.residual, window.length - 3, significance);
  return fit;
});

/** True when one more parameter that explains this much of the squares is more than chance. */
export function isSignificant(
  explained: number,
  residual: number,
  degreesOfFreedom: number,
  level = significance,
): boolean {
  return (explained / residual) * degreesOfFreedom > studentTwoSidedQuantile(level, degreesOfFreedom) ** 2;
}

/** The line of the fit, continued. */
export function lineForecast(
  { spanSeconds, centre, mean, slope, slopeSquares, lineResidual }: Readonly<ParabolaFit>,
  length: number,
  horizonSeconds: number,
  level: number,
): Forecast | Abstention {
  const p1 = horizonSeconds / spanSeconds - centre;
  const standardError = Math.sqrt(lineResidual / (length - 2));
  const halfWidth = lineHalfWidth(standardError, length, (p1 * p1) / slopeSquares, level);
  return forecastOf(mean + slope * p1, halfWidth, level, standardError, length);
}

function fitLine({ offsets, values, length }: Window): void {
  fit.centre = 0;
  fit.mean = 0;
  let largest = 0;
  for (let i = 0; i < length; i++) {
    fit.centre += offsets[i]! / fit.spanSeconds / length;
    fit.mean += values[i]! / length;
    largest = Math.max(largest, Math.abs(values[i]!));
  }
  fit.roundingResidual = length * (largest * rounding) ** 2;
  fit.slopeSquares = 0;
  let cubes = 0;
  let products = 0;
  for (let i = 0; i < length; i++) {
    const p1 = offsets[i]! / fit.spanSeconds - fit.centre;
    fit.slopeSquares += p1 * p1;
    cubes += p1 * p1 * p1;
    products += p1 * (values[i]! - fit.mean);
  }
  fit.slope = products / fit.slopeSquares;
  fit.skew = cubes / fit.slopeSquares;
  fit.lift = fit.slopeSquares / length;
}

function fitBend({ offsets, values, length }: Window): void {
  fit.bendSquares = 0;
  fit.lineResidual = 0;
  let products = 0;
  for (let i = 0; i < length; i++) {
    const p1 = offsets[i]! / fit.spanSeconds - fit.centre;
    const p2 = p1 * p1 - fit.skew * p1 - fit.lift;
    const rest = values[i]! - fit.mean - fit.slope * p1;
    fit.bendSquares += p2 * p2;
    fit.lineResidual += rest * rest;
    products += p2 * rest;
  }
  // Without a third time there is no parabola; p2 is rounding then.
  fit.bend = fit.bendSquares > rounding * fit.slopeSquares ? products / fit.bendSquares : 0;
  fit.residual = 0;
  for (let i = 0; i < length; i++) {
    const p1 = offsets[i]! / fit.spanSeconds - fit.centre;
    const p2 = p1 * p1 - fit.skew * p1 - fit.lift;
    fit.residual += (values[i]! - fit.mean - fit.slope * p1 - fit.bend * p2) ** 2;
  }
}

/**
 * The distance to which a bend is followed when the forecast is asked for `ahead`: all the way up to `reach`, more
 * and more slowly beyond it, never further than twice `reach`.
 *
 * Equation: h up to R, R (2 - e^(1 - h/R)) beyond, which is smooth at R. What bends wildly far outside the samples is
 * then bounded by what it is at 2 R, whatever the horizon. Same unit for both, above 0.
 */
export function dampedReach(ahead: number, reach: number): number {
  return ahead <= reach ? ahead : reach * (2 - Math.exp(1 - ahead / reach));
}
