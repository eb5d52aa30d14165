import { calibrationWeights, type CalibrationWeights } from './calibration-weights.ts';

/** The state of a series from which the probability of a crossing is computed. */
export interface RiskState {
  /** 0 to 1: the evidence of the climb and the verdict. */
  readonly evidence: number;
  /** The time to the limit at the present slope, in horizons; infinite without a climb. */
  readonly horizonsToLimit: number;
  /** Its running mean, 0 to 1. */
  readonly mean: number;
  /** The time for which the series has been watched, in horizons. */
  readonly watchedHorizons: number;
  /** The share of earlier forecasts whose error, made again now, would reach the limit: between 0 and 1. */
  readonly reachShare: number;
}

/** The share of forecasts that would reach the limit before there is one whose error is known. */
export const unknownReachShare = 0.3;
/** The state before the first sample. */
export const unknownState: RiskState = {
  evidence: 0,
  mean: 0,
  horizonsToLimit: Number.POSITIVE_INFINITY,
  watchedHorizons: 0,
  reachShare: unknownReachShare,
};

/** The mean is taken as at least this, and at most as its complement. */
const evidenceFloor = 0.02;
const reachFloor = 0.003;
/** The time to the limit counts from and up to here, in horizons. */
const [nearest, farthest] = [0.1, 4];
/** The time watched counts from and up to here, in horizons: more is not replayed after a restart. */
const [minWatched, maxWatched] = [0.5, 60];
/** Below this running mean, without evidence, there is nothing to see. */
const silentMean = 0.01;

/** True where nothing speaks for a crossing: the risk is 0 then, and such moments are no part of the calibration. */
export function isSilent({ evidence, mean }: RiskState): boolean {
  return evidence === 0 && mean < silentMean;
}

/** Fills `features`, as long as the weights, with a constant, two log-odds and the logs of two times. */
export function fillFeatures(
  features: Float64Array,
  { mean, horizonsToLimit, watchedHorizons, reachShare }: RiskState,
): void {
  features[0] = 1;
  features[1] = logOdds(mean, evidenceFloor);
  features[2] = Math.log(Math.min(farthest, Math.max(nearest, horizonsToLimit)));
  features[3] = Math.log(Math.min(maxWatched, Math.max(minWatched, watchedHorizons)));
  features[4] = logOdds(reachShare, reachFloor);
}

const present = new Float64Array(calibrationWeights.length);

/**
 * The probability that the limit is crossed within the horizon: evidence, as often as evidence like it came true.
 *
 * Logistic regression: 1 / (1 + exp(-w x)). `npm run calibrate` fits the weights on recordings and simulations. A
 * series that has been watched for long is less likely to cross than a new one with the same evidence. The evidence of
 * a moment says that a climb goes on to the limit; the time that this takes says whether it does so within the horizon.
 *
 * Source: Platt (1999), Probabilistic outputs for support vector machines, Advances in large margin classifiers.
 *
 * @returns 0 to 1
 */
export function crossingProbability(
  state: RiskState,
  weights: CalibrationWeights = calibrationWeights,
): number {
  if (isSilent(state)) return 0;
  fillFeatures(present, state);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) sum += weights[i]! * present[i]!;
  return 1 / (1 + Math.exp(-sum));
}

function logOdds(share: number, floor: number): number {
  const bounded = Math.min(1 - floor, Math.max(floor, share));
  return Math.log(bounded / (1 - bounded));
}
