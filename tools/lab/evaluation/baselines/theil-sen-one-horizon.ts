import { theilSen } from '../../../../analysis/forecasters/theil-sen.ts';
import { windowedForecast } from './windowed-forecast.ts';

/** A line that outliers and bulk allocations do not tilt. */
export const theilSenOneHorizon = windowedForecast({
  name: 'Theil-Sen over one horizon (60 s)',
  forecaster: theilSen,
  window: { horizons: 1 },
  alertOn: 'mean',
});
