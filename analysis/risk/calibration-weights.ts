/** One weight for each feature of a state; see `calibration.ts`. */
export type CalibrationWeights = readonly [
  intercept: number,
  evidence: number,
  mean: number,
  watched: number,
  reach: number,
];

/** Fitted by `npm run calibrate`; a test holds that they are what it makes. */
export const calibrationWeights: CalibrationWeights = [0.239, 0.442, 0.292, -0.633, 0.373];
