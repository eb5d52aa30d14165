import type { EvaluatedRow, LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';

/** A way to forecast and to alert, as it is compared with others. */
export interface Method {
  readonly name: string;
  /**
   * The rows after each sample of a series, from it and earlier samples alone.
   *
   * It sees the samples, the limit, the horizon and the usual interval.
   */
  rowsOf(series: LabelledSeries): EvaluatedRow[];
}
