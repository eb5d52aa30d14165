/** One weight for each feature of a state; see `calibration.ts`. */
export type CalibrationWeights = readonly [
  intercept: number,
  mean: number,
  timeToLimit: number,
  watched: number,
  reach: number,
];

/** Fitted by `npm run calibrate`; a test holds that they are what it makes. */
export const calibrationWeights: CalibrationWeights = [-0.218, 0.512, -0.67, -0.47, 0.358];
