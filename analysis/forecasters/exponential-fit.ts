import type { Window } from '../window.ts';
import { fitOnce, grownTo } from './fit-memory.ts';
import { isSignificant, parabolaFit } from './parabola-fit.ts';

/** Rates that are tried, per span of the window; the best of them is refined. */
const rates = [-8, -4, -2, -1, -0.5, 0.5, 1, 2, 4, 8];
const maxRefinements = 16;
/** Share of the rate: the step after one this small would be lost in rounding. */
const closeEnough = 1e-9;

/**
 * y = a + b e^(u x) by least squares, x = offset / span (-1 to 0), written as y = mean + factor (g(x) - gMean) with
 * g(x) = (e^(u x) - 1) / u, which stays well-conditioned while u is small.
 *
 * For a given u it is linear least squares, so u alone is searched: over a grid, then by Gauss and Newton's steps,
 * halved while they lead uphill; exact without noise, and under noise to about a ten-thousandth of the squares.
 * The derivative of g by u, made orthogonal to constants and to g, gives both the step and the share of u in the
 * error of a forecast.
 * Sources: Golub and Pereyra (1973), The differentiation of pseudo-inverses and nonlinear least squares problems whose
 * variables separate, SIAM J. Numer. Anal. 10; Seber and Wild (1989), Nonlinear Regression.
 */
export interface ExponentialFit {
  /** Growth per span of the window: above 0 it gets ever faster, below 0 it saturates. */
  rate: number;
  mean: number;
  factor: number;
  gMean: number;
  /** Sum of (g - gMean)^2. */
  gSquares: number;
  /** The orthogonal derivative is d - dMean - share (g - gMean), with this sum of squares. */
  dMean: number;
  share: number;
  dSquares: number;
  residual: number;
  /** It is better than the line by more than chance (F test at 99 %), and u is not at an end of the grid. */
  accepted: boolean;
}

const fit: ExponentialFit = {
  rate: 0,
  mean: 0,
  factor: 0,
  gMean: 0,
  gSquares: 0,
  dMean: 0,
  share: 0,
  dSquares: 0,
  residual: 0,
  accepted: false,
};
let gs = new Float64Array(0);
let ds = new Float64Array(0);

/** Fits a window of at least `parabolaMinimum` samples; the answer is overwritten by the next fit. */
export const exponentialFit = fitOnce((window: Window): Readonly<ExponentialFit> => {
  const { bent, lineResidual, mean } = parabolaFit(window);
  fit.accepted = false;
  // What does not bend is no exponential; most windows end here, at the price of a parabola.
  if (!bent) return fit;
  gs = grownTo(window.length, gs);
  ds = grownTo(window.length, ds);
  fit.mean = mean;
  fitBestOfGrid(window);
  const inside = refine(window);
  fit.accepted = inside && isSignificant(lineResidual - fit.residual, fit.residual, window.length - 3);
  return fit;
});

/** (e^(u x) - 1) / u. */
export function growth(rate: number, x: number): number {
  return rate === 0 ? x : Math.expm1(rate * x) / rate;
}

/** Its derivative by u, given g(x) as well; the series where the difference has lost its digits. */
export function growthByRate(rate: number, x: number, g: number): number {
  const z = rate * x;
  if (Math.abs(z) < 1e-3) return x * x * (1 / 2 + z * (1 / 3 + z / 8));
  return (x * (1 + rate * g) - g) / rate;
}

function fitBestOfGrid(window: Window): void {
  let best = rates[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const rate of rates) {
    fitAt(window, rate);
    if (!(fit.residual < least)) continue;
    least = fit.residual;
    best = rate;
  }
  fitAt(window, best);
}

/** Leaves the best rate near that of the fit in it; answers whether it is strictly between the ends of the grid. */
function refine(window: Window): boolean {
  let best = fit.rate;
  let least = fit.residual;
  let step = stepOfRate(window);
  for (let i = 0; i < maxRefinements && Math.abs(step) > closeEnough * Math.abs(best); i++) {
    fitAt(window, best + step);
    if (fit.residual < least) {
      best += step;
      least = fit.residual;
      step = stepOfRate(window);
    } else {
      step /= 2;
    }
  }
  if (fit.rate !== best) {
    fitAt(window, best);
    stepOfRate(window);
  }
  return best > rates[0]! && best < rates.at(-1)!;
}

/** Mean and factor of least squares at this rate. */
function fitAt({ offsets, values, length }: Window, rate: number): void {
  const span = -offsets[0]!;
  fit.rate = rate;
  fit.gMean = 0;
  for (let i = 0; i < length; i++) {
    gs[i] = growth(rate, offsets[i]! / span);
    fit.gMean += gs[i]! / length;
  }
  fit.gSquares = 0;
  let products = 0;
  for (let i = 0; i < length; i++) {
    const g = gs[i]! - fit.gMean;
    fit.gSquares += g * g;
    products += g * (values[i]! - fit.mean);
  }
  fit.factor = products / fit.gSquares;
  fit.residual = 0;
  for (let i = 0; i < length; i++) {
    fit.residual += (values[i]! - fit.mean - fit.factor * (gs[i]! - fit.gMean)) ** 2;
  }
}

/** Gauss and Newton's step of the rate from the present fit; leaves the orthogonal derivative in `fit`. */
function stepOfRate({ offsets, values, length }: Window): number {
  const span = -offsets[0]!;
  fit.dMean = 0;
  for (let i = 0; i < length; i++) {
    ds[i] = growthByRate(fit.rate, offsets[i]! / span, gs[i]!);
    fit.dMean += ds[i]! / length;
  }
  let products = 0;
  for (let i = 0; i < length; i++) products += (ds[i]! - fit.dMean) * (gs[i]! - fit.gMean);
  fit.share = products / fit.gSquares;
  fit.dSquares = 0;
  let errors = 0;
  for (let i = 0; i < length; i++) {
    const g = gs[i]! - fit.gMean;
    const d = ds[i]! - fit.dMean - fit.share * g;
    fit.dSquares += d * d;
    errors += d * (values[i]! - fit.mean - fit.factor * g);
  }
  return errors / (fit.factor * fit.dSquares);
}
