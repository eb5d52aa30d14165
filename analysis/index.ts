/**
 * The public door of the package: `import { SeriesPredictor } from 'collectd-dma/analysis'`.
 *
 * Everything else in the package is private and may change in any version.
 */
export { SeriesPredictor } from './series-predictor.ts';
export { defaultSamples } from './forecasters/window-follower.ts';
export type { LimitSide, Prediction, SeriesPredictorOptions } from './series-predictor.ts';
export {
  defaultForecasterName,
  findForecaster,
  forecasterNames,
  forecasters,
} from './forecasters/registry.ts';
export { defaultLevel, describeAbstention } from './forecast.ts';
export type { Abstention, Follower, Forecast, Forecaster, Shape } from './forecast.ts';
export { Window } from './window.ts';
export type { Sample } from './window.ts';
export { detectors } from './detectors/registry.ts';
export { ModelError } from './detector.ts';
export type { Detector, DetectorEntry, Verdict } from './detector.ts';
export type { Risk, RiskOptions } from './risk/risk.ts';
export type { RiskSource } from './risk/pooled-evidence.ts';
export type { Exhaustion } from './interval/exhaustion.ts';
