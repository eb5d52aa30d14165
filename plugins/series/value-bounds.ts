import type { Forecast } from '../../analysis/forecast.ts';
import type { Prediction } from '../../analysis/series-predictor.ts';
import type { Identifier } from '../collectd/identifier.ts';
import type { OutputNames, PredictedValue } from './prediction-values.ts';

/** Knowledge about collectd's types, each by a type and one of its data sources, counted from 0. */
export interface TypeKnowledge {
  /** True for a data source that cannot be below 0 (default: every one). */
  readonly isNeverNegative?: ((type: string, dataSource: number) => boolean) | undefined;
  /** True for a data source that counts, and of which collectd makes rates (default: none). */
  readonly isCounter?: ((type: string, dataSource: number) => boolean) | undefined;
}

/** The lower bound of a predicted value: 0 where the type of the series or of the output cannot be below. */
export function minimumOf(
  { isNeverNegative = (): boolean => true }: TypeKnowledge,
  { type }: Identifier,
  dataSource: number,
  output: { readonly names: Pick<OutputNames, 'predicted'> },
): number {
  if (isNeverNegative(type, dataSource)) return 0;
  const { predicted } = output.names;
  return predicted !== undefined && isNeverNegative(predicted.type, 0) ? 0 : Number.NEGATIVE_INFINITY;
}

/** Cuts a forecast to the bounds of the series. */
export function boundedBy(forecast: Forecast, minimum: number, maximum: number): Forecast {
  if (forecast.lower >= minimum && forecast.upper <= maximum) return forecast;
  const bound = (value: number): number => Math.min(maximum, Math.max(minimum, value));
  return {
    ...forecast,
    mean: bound(forecast.mean),
    lower: bound(forecast.lower),
    upper: bound(forecast.upper),
  };
}

/** The values of a forecast within the bounds of the series; undefined for an abstention. */
export function boundedForecast(
  forecast: Prediction['forecast'],
  minimum: number,
  maximum: number,
): PredictedValue | undefined {
  if (forecast.kind === 'abstention') return undefined;
  const { mean, lower, upper } = boundedBy(forecast, minimum, maximum);
  return { value: mean, lower, upper };
}
