import type { Forecaster } from '../../../../analysis/forecast.ts';
import { Window } from '../../../../analysis/window.ts';
import { leastSeconds } from '../../../../analysis/scoring/crossings.ts';
import type { EvaluatedRow, LabelledSeries } from '../../../../analysis/scoring/labelled-series.ts';
import type { Method } from '../method.ts';
import { linear } from '../../../../analysis/forecasters/linear.ts';
import { theilSen } from '../../../../analysis/forecasters/theil-sen.ts';

export interface WindowedForecast {
  readonly name: string;
  readonly forecaster: Forecaster;
  /** The window of the forecaster: a number of samples, or a time as a multiple of the horizon. */
  readonly window: { readonly samples: number } | { readonly horizons: number };
  /** The number that has to reach the limit: the expected value, or the lower end of its 80 % interval. */
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

/** The alarm of collectd-dma's first demonstration, in 2017. */
export const leastSquares20 = windowedForecast({
  name: 'least squares over 20 samples',
  forecaster: linear,
  window: { samples: 20 },
  alertOn: 'mean',
});

/** The computation of Prometheus' function of that name, over five times the horizon. */
export const predictLinear = windowedForecast({
  name: 'predict_linear over 5 horizons (5 min)',
  forecaster: linear,
  window: { horizons: 5 },
  alertOn: 'mean',
});

/** A line that outliers and bulk allocations do not tilt. */
export const theilSenOneHorizon = windowedForecast({
  name: 'Theil-Sen over one horizon (60 s)',
  forecaster: theilSen,
  window: { horizons: 1 },
  alertOn: 'mean',
});

/** Only when even the lower end of the interval is at the limit. */
export const leastSquaresLower = windowedForecast({
  name: 'least squares over one horizon, lower bound',
  forecaster: linear,
  window: { horizons: 1 },
  alertOn: 'lower',
});
