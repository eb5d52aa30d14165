import type { EvaluatedRow, LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';

/** A way to forecast and to alert, as it is compared with others. */
export interface Method {
  readonly name: string;
  /**
   * What it says after each sample of a series, from it and those before alone.
   *
   * Of the series it sees the samples, the limit, the horizon and the usual interval.
   */
  rowsOf(series: LabelledSeries): EvaluatedRow[];
}
