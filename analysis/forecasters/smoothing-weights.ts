import type { Window } from '../window.ts';
import { grownTo } from './fit-memory.ts';

/** Share of an error that goes into the level, per step. */
export const alphas = [0.1, 0.3, 0.6, 1];
/** Share of a change of the level that goes into the trend, per step. */
export const betas = [0.05, 0.15, 0.4];

/** The steps of the present trend in `steps` steps: phi + ... + phi^steps, also for fractions. */
export function dampedSteps(steps: number, phi: number): number {
  return phi === 1 ? steps : (phi * (1 - phi ** steps)) / (1 - phi);
}

/**
 * The smoothing parameters adjusted to the gap before each sample; row k of each holds `length` numbers for the k-th
 * parameter, and number 0 of a row is unused. Powers cost more than all the rest of the fit, so they are taken
 * once for all of the grid, and once for equal gaps.
 */
export interface SmoothingWeights {
  /** 1 - (1 - alpha)^gap. */
  level: Float64Array<ArrayBuffer>;
  /** (1 - (1 - beta)^gap) / gap; 0 where rounding has left no gap, whose sample then changes no trend. */
  trend: Float64Array<ArrayBuffer>;
  /** phi^gap. */
  damping: Float64Array<ArrayBuffer>;
  /** Steps of the trend taken in the gap. */
  ahead: Float64Array<ArrayBuffer>;
}

const weights: SmoothingWeights = {
  level: new Float64Array(0),
  trend: new Float64Array(0),
  damping: new Float64Array(0),
  ahead: new Float64Array(0),
};

/** The weights of a window, for these damping factors; overwritten by the next call. */
export function smoothingWeights(
  { offsets, length }: Window,
  stepSeconds: number,
  phis: readonly number[],
): Readonly<SmoothingWeights> {
  weights.level = grownTo(length * alphas.length, weights.level);
  weights.trend = grownTo(length * betas.length, weights.trend);
  weights.damping = grownTo(length * phis.length, weights.damping);
  weights.ahead = grownTo(length * phis.length, weights.ahead);
  let last = Number.NaN;
  for (let i = 1; i < length; i++) {
    const gap = (offsets[i]! - offsets[i - 1]!) / stepSeconds;
    if (gap === last) copyFromBefore(i, length, phis.length);
    else fillAt(i, length, gap, phis);
    last = gap;
  }
  return weights;
}

function fillAt(i: number, length: number, gap: number, phis: readonly number[]): void {
  for (let k = 0; k < alphas.length; k++) weights.level[k * length + i] = 1 - (1 - alphas[k]!) ** gap;
  for (let k = 0; k < betas.length; k++) {
    weights.trend[k * length + i] = gap > 0 ? (1 - (1 - betas[k]!) ** gap) / gap : 0;
  }
  for (let k = 0; k < phis.length; k++) {
    weights.damping[k * length + i] = phis[k]! ** gap;
    weights.ahead[k * length + i] = dampedSteps(gap, phis[k]!);
  }
}

function copyFromBefore(i: number, length: number, phis: number): void {
  for (let at = i; at < alphas.length * length; at += length) weights.level[at] = weights.level[at - 1]!;
  for (let at = i; at < betas.length * length; at += length) weights.trend[at] = weights.trend[at - 1]!;
  for (let at = i; at < phis * length; at += length) {
    weights.damping[at] = weights.damping[at - 1]!;
    weights.ahead[at] = weights.ahead[at - 1]!;
  }
}
