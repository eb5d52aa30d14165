import { linear } from '../../../../analysis/forecasters/linear.ts';
import { windowedForecast } from './windowed-forecast.ts';

/** Only when even the lower end of the interval is at the limit. */
export const leastSquaresLower = windowedForecast({
  name: 'least squares over one horizon, lower bound',
  forecaster: linear,
  window: { horizons: 1 },
  alertOn: 'lower',
});
