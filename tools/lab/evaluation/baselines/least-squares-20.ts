import { linear } from '../../../../analysis/forecasters/linear.ts';
import { windowedForecast } from './windowed-forecast.ts';

/** The alarm of collectd-dma's first demonstration, in 2017. */
export const leastSquares20 = windowedForecast({
  name: 'least squares over 20 samples',
  forecaster: linear,
  window: { samples: 20 },
  alertOn: 'mean',
});
