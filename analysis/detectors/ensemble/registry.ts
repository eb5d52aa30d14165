import type { AnomalyTest } from './anomaly-test.ts';
import { forecastResidual } from './forecast-residual.ts';
import { grubbs } from './grubbs.ts';
import { histogramBins } from './histogram-bins.ts';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.ts';
import { leastSquares } from './least-squares.ts';
import { medianDeviation } from './median-deviation.ts';
import { movingSigma } from './moving-sigma.ts';
import { seasonResidual } from './season-residual.ts';
import { weightedSigma } from './weighted-sigma.ts';

/** Every test of the committee. */
export const anomalyTests: readonly AnomalyTest[] = [
  histogramBins,
  kolmogorovSmirnov,
  seasonResidual,
  movingSigma,
  weightedSigma,
  medianDeviation,
  grubbs,
  leastSquares,
  forecastResidual,
];
