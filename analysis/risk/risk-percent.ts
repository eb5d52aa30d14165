import { crossingProbability, type RiskState } from './calibration.ts';

/** The threshold plugin's WarningMax in the shipped configuration. */
export const raiseAtPercent = 50;
/** The risk once the limit has been reached. */
export const exhaustedPercent = 100;
/** The highest risk while the limit has not been crossed; the threshold plugin's FailureMax lies above. */
export const highestPrediction = 99;

/**
 * The published risk before the limit is reached: the probability of a crossing within the horizon, kept at 50 % or
 * more while an alert is on and below that without one, so that a threshold follows the alert.
 *
 * @returns 0 to 99 %
 */
export function predictedPercent(state: RiskState, raised: boolean): number {
  const percent = 100 * crossingProbability(state);
  return raised
    ? Math.min(highestPrediction, Math.max(raiseAtPercent, percent))
    : Math.min(raiseAtPercent - 1, percent);
}
