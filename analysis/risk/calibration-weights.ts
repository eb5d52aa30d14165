/** One weight for each feature of a state; see `calibration.ts`. */
export type CalibrationWeights = readonly [
  intercept: number,
  evidence: number,
  mean: number,
  watched: number,
  reach: number,
];

/** Fitted by `npm run calibrate`; a test holds that they are what it makes. */
export const calibrationWeights: CalibrationWeights = [0.221, 0.456, 0.26, -0.614, 0.383];
