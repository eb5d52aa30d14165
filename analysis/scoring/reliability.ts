import { findStays } from './crossings.ts';
import type { EvaluatedRow, LabelledSeries } from './labelled-series.ts';

/** A risk is rounded down to one of this many bins: of 10 % each. */
export const riskBins = 10;
/** From here on a risk says that the limit has been crossed, which is no prediction. */
const crossedPercent = 100;
/** Below this, a risk says that there is nothing to see. */
const saidPercent = 10;

/** The moments at which a risk of one bin was published. */
export interface RiskBin {
  /** The number of moments, or the weight of them. */
  readonly weight: number;
  /** The sum of the risks, as probabilities. */
  readonly said: number;
  /** The weight of the moments after which the limit was crossed within the horizon. */
  readonly crossed: number;
}

/**
 * The rows of a series whose risk can be judged, each with the outcome: the limit was crossed within the horizon.
 *
 * A row counts while the value is below the limit and the risk is below 100 %. Where the horizon reaches beyond the end
 * of the series, it counts only if the crossing came before the end.
 *
 * @param rows in the order of time; those without a risk do not count
 */
export function* judgedRows<Row extends Pick<EvaluatedRow, 't' | 'risk'>>(
  series: LabelledSeries,
  rows: Iterable<Row>,
): Generator<{ readonly row: Row; readonly isCrossed: boolean }> {
  const { samples, limit, horizonSeconds } = series;
  const stays = findStays(series);
  const end = samples.at(-1)!.time;
  let next = 0;
  let sample = 0;
  for (const row of rows) {
    const { t, risk } = row;
    while (samples[sample]!.time < t && sample < samples.length - 1) sample++;
    while (next < stays.length && stays[next]! <= t) next++;
    const isCrossed = next < stays.length && stays[next]! - t <= horizonSeconds;
    const isKnown = isCrossed || t + horizonSeconds <= end;
    if (risk == null || risk >= crossedPercent || samples[sample]!.value >= limit || !isKnown) continue;
    yield { row, isCrossed };
  }
}

/**
 * The risks of a series beside the outcomes: for each bin, how often the limit was crossed within the horizon.
 *
 * @param rows as in {@link judgedRows}
 * @returns a bin for each 10 %
 */
export function judgeRisks(series: LabelledSeries, rows: Iterable<EvaluatedRow>): RiskBin[] {
  const bins = Array.from({ length: riskBins }, () => ({ weight: 0, said: 0, crossed: 0 }));
  for (const { row, isCrossed } of judgedRows(series, rows)) {
    const risk = row.risk!;
    const bin = bins[Math.floor((risk * riskBins) / 100)]!;
    bin.weight++;
    bin.said += risk / 100;
    if (isCrossed) bin.crossed++;
  }
  return bins;
}

/** The bins of many series. All moments of a series together weigh 1, however long it is. */
export function poolRisks(series: readonly (readonly RiskBin[])[]): RiskBin[] {
  const pooled = Array.from({ length: riskBins }, () => ({ weight: 0, said: 0, crossed: 0 }));
  for (const bins of series) {
    const total = bins.reduce((sum, { weight }) => sum + weight, 0);
    if (total === 0) continue;
    for (const [index, { weight, said, crossed }] of bins.entries()) {
      pooled[index]!.weight += weight / total;
      pooled[index]!.said += said / total;
      pooled[index]!.crossed += crossed / total;
    }
  }
  return pooled;
}

/** The distance between what is said and what comes, 0 to 1. */
export interface CalibrationError {
  /** Over all moments; most of them are far from the limit, at a risk of 0. */
  readonly all: number | undefined;
  /** Over the moments with a risk of at least 10 %. */
  readonly said: number | undefined;
}

/**
 * The expected calibration error: the mean distance between the mean risk of a bin and the share of its moments after
 * which the limit was crossed, by the weight of the bins.
 *
 * Source: Naeini, Cooper and Hauskrecht (2015), Obtaining well calibrated probabilities using Bayesian binning, AAAI.
 */
export function calibrationError(bins: readonly RiskBin[]): CalibrationError {
  return { all: errorOf(bins), said: errorOf(bins.slice((saidPercent * riskBins) / 100)) };
}

function errorOf(bins: readonly RiskBin[]): number | undefined {
  let total = 0;
  let distance = 0;
  for (const { weight, said, crossed } of bins) {
    total += weight;
    distance += Math.abs(said - crossed);
  }
  return total > 0 ? distance / total : undefined;
}
