import { quantile } from '../../../analysis/maths/quantile.ts';
import type { SeriesScore } from './series-score.ts';

/** The score of a method on many series; undefined figures have no data. */
export interface TotalScore {
  /** Geometric mean of the two utilities below, 0 to 1: one that is always on or always silent gets about 0. */
  readonly score: number | undefined;
  /** Mean utility of the series with predictable crossings, and of all others. */
  readonly exhaustingUtility: number | undefined;
  readonly quietUtility: number | undefined;
  readonly series: number;
  readonly predictable: number;
  readonly hits: number;
  /** Hits as a share of the predictable crossings. */
  readonly recall: number | undefined;
  readonly medianLeadSeconds: number | undefined;
  readonly falseAlarmsPerHour: number | undefined;
  /** The same in the series without a predictable crossing. */
  readonly quietFalseAlarmsPerHour: number | undefined;
  readonly quietSeries: number;
  /** Quiet series without a false alarm. */
  readonly silentSeries: number;
  /** Forecast error as a multiple of that of "no change". */
  readonly mase: number | undefined;
  /** Share of the values inside of the 80 % interval, mean over the series. */
  readonly coverage: number | undefined;
}

export function totalScore(scores: readonly SeriesScore[]): TotalScore {
  const exhausting = scores.filter(({ predictable }) => predictable > 0);
  const quiet = scores.filter(({ predictable }) => predictable === 0);
  const exhaustingUtility = meanOf(exhausting, ({ utility }) => utility);
  const quietUtility = meanOf(quiet, ({ utility }) => utility);
  const predictable = sumOf(scores, (each) => each.predictable);
  const hits = sumOf(scores, ({ leads }) => leads.length);
  return {
    score:
      exhaustingUtility === undefined || quietUtility === undefined
        ? undefined
        : Math.sqrt(exhaustingUtility * quietUtility),
    exhaustingUtility,
    quietUtility,
    series: scores.length,
    predictable,
    hits,
    recall: ratio(hits, predictable),
    medianLeadSeconds: quantile(
      scores.flatMap(({ leads }) => leads),
      0.5,
    ),
    falseAlarmsPerHour: falseAlarmsPerHour(scores),
    quietFalseAlarmsPerHour: falseAlarmsPerHour(quiet),
    quietSeries: quiet.length,
    silentSeries: quiet.filter(({ falseEpisodes }) => falseEpisodes === 0).length,
    mase: ratio(
      sumOf(scores, ({ errorPercent }) => errorPercent ?? 0),
      sumOf(scores, ({ naiveErrorPercent }) => naiveErrorPercent ?? 0),
    ),
    coverage: meanOf(scores, (each) => each.coverage),
  };
}

function falseAlarmsPerHour(scores: readonly SeriesScore[]): number | undefined {
  return ratio(
    sumOf(scores, ({ falseEpisodes }) => falseEpisodes),
    sumOf(scores, ({ watchedHours }) => watchedHours),
  );
}

function ratio(part: number, whole: number): number | undefined {
  return whole > 0 ? part / whole : undefined;
}

function sumOf(scores: readonly SeriesScore[], figure: (score: SeriesScore) => number): number {
  let sum = 0;
  for (const score of scores) sum += figure(score);
  return sum;
}

/** The mean over the scores that have the figure. */
function meanOf(
  scores: readonly SeriesScore[],
  figure: (score: SeriesScore) => number | undefined,
): number | undefined {
  const figures = scores.map(figure).filter((each) => each !== undefined);
  return ratio(
    figures.reduce((sum, each) => sum + each, 0),
    figures.length,
  );
}
