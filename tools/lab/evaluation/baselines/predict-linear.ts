import { linear } from '../../../../analysis/forecasters/linear.ts';
import { windowedForecast } from './windowed-forecast.ts';

/** What Prometheus' function of that name computes, over five times the horizon. */
export const predictLinear = windowedForecast({
  name: 'predict_linear over 5 horizons (5 min)',
  forecaster: linear,
  window: { horizons: 5 },
  alertOn: 'mean',
});
