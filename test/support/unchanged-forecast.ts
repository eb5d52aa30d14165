import type { Forecast } from '../../analysis/forecast.ts';

/** A forecast that nothing changes, and that is sure of it. */
export function unchangedForecast(value: number): Forecast {
  return {
    kind: 'forecast',
    mean: value,
    lower: value,
    upper: value,
    level: 0.8,
    residualStandardError: 0,
    observations: 20,
  };
}
