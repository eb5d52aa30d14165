import { type EvaluatedRow, type LabelledSeries, valueAt } from './labelled-series.ts';

export interface ForecastScore {
  /** Mean absolute error one horizon ahead, in % of the limit; undefined without a forecast that can be compared. */
  readonly errorPercent: number | undefined;
  /** The same for "no change". */
  readonly naiveErrorPercent: number | undefined;
  /** Share of the values that were inside of the 80 % interval, 0 to 1; undefined without an interval. */
  readonly coverage: number | undefined;
}

/** Compares each forecast with the value one horizon later, where the series goes on that long. */
export function scoreForecasts(series: LabelledSeries, rows: readonly EvaluatedRow[]): ForecastScore {
  let error = 0;
  let naiveError = 0;
  let compared = 0;
  let inside = 0;
  let intervals = 0;
  for (const { t, pred, q10, q90 } of rows) {
    const now = valueAt(series.samples, t);
    const later = valueAt(series.samples, t + series.horizonSeconds);
    if (pred === null || now === undefined || later === undefined) continue;
    compared++;
    error += Math.abs(pred - later);
    naiveError += Math.abs(now - later);
    if (q10 === null || q90 === null) continue;
    intervals++;
    if (q10 <= later && later <= q90) inside++;
  }
  const percent = 100 / series.limit / compared;
  return {
    errorPercent: compared > 0 ? error * percent : undefined,
    naiveErrorPercent: compared > 0 ? naiveError * percent : undefined,
    coverage: intervals > 0 ? inside / intervals : undefined,
  };
}
