/** One weight for each feature of a state; see `calibration.ts`. */
export type CalibrationWeights = readonly [
  intercept: number,
  mean: number,
  timeToLimit: number,
  watched: number,
  reach: number,
];

/** Fitted by `npm run calibrate`; a test holds that they are what it makes. */
export const calibrationWeights: CalibrationWeights = [-0.22, 0.508, -0.667, -0.458, 0.359];
