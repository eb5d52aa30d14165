import type { Forecaster } from '../../../../analysis/forecast.ts';
import { Window } from '../../../../analysis/window.ts';
import { leastSeconds } from '../../../../analysis/scoring/crossings.ts';
import type { EvaluatedRow, LabelledSeries } from '../../../../analysis/scoring/labelled-series.ts';
import type { Method } from '../method.ts';

export interface WindowedForecast {
  readonly name: string;
  readonly forecaster: Forecaster;
  /** How much the forecaster sees: a number of samples, or a time as a multiple of the horizon. */
  readonly window: { readonly samples: number } | { readonly horizons: number };
  /** What has to reach the limit: the expected value, or the lower end of its 80 % interval. */
  readonly alertOn: 'mean' | 'lower';
}

/** The simplest alarm: the forecast is at the limit, and has been for 5 s or one interval, whichever is longer. */
export function windowedForecast({ name, forecaster, window: size, alertOn }: WindowedForecast): Method {
  return {
    name,
    rowsOf(series) {
      const { horizonSeconds, limit } = series;
      const window = new Window(capacityOf(size, series, forecaster.minimumSamples));
      const rows: EvaluatedRow[] = [];
      let since: number | undefined;
      for (const { time, value } of series.samples) {
        if (!window.append(time, value)) continue;
        const forecast = forecaster.forecast(window, horizonSeconds, 0.8);
        const known = forecast.kind === 'forecast' ? forecast : undefined;
        if (known && known[alertOn] >= limit) since ??= time;
        else since = undefined;
        rows.push({
          t: time,
          pred: known?.mean ?? null,
          q10: known?.lower ?? null,
          q90: known?.upper ?? null,
          alert: since !== undefined && time - since >= leastSeconds(series.intervalSeconds) - 1e-6,
        });
      }
      return rows;
    },
  };
}

function capacityOf(size: WindowedForecast['window'], series: LabelledSeries, least: number): number {
  if ('samples' in size) return size.samples;
  return Math.max(least, Math.round((size.horizons * series.horizonSeconds) / series.intervalSeconds) + 1);
}
