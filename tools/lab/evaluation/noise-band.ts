import { quantile } from '../../../analysis/maths/quantile.ts';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import type { SeriesScore } from './series-score.ts';
import { totalScore } from './total-score.ts';

/** From the lowest to the highest score; undefined where no score can be told. */
export type Band = readonly [low: number, high: number] | undefined;

/** A score less another one on the same series, and its band. */
export interface Difference {
  readonly score: number | undefined;
  readonly band: Band;
}

const rounds = 500;

/**
 * The dependence of the score on the series at hand: 5 to 95 % of the scores on sources drawn from theirs again, and on
 * series drawn from each of these. Series of one source resemble each other, so their number alone makes no certainty.
 *
 * Source: Efron (1979), Bootstrap methods: another look at the jackknife, Annals of Statistics 7; Davison and Hinkley
 * (1997), Bootstrap methods and their application, section 3.8, on draws in two stages.
 */
export function bootstrapBand(scores: readonly SeriesScore[], seed = 1): Band {
  return bandOf(scores, seed, (drawn) => totalScore(drawn.map((index) => scores[index]!)).score);
}

/**
 * The score of a method less that of another one. Both are drawn again on the same series, so that what is hard for
 * both counts for neither.
 *
 * @param theirs of the other method, on the same series in the same order
 */
export function pairedDifference(
  ours: readonly SeriesScore[],
  theirs: readonly SeriesScore[],
  seed = 1,
): Difference {
  const difference = (drawn: readonly number[]): number | undefined => {
    const [our, their] = [ours, theirs].map(
      (scores) => totalScore(drawn.map((index) => scores[index]!)).score,
    );
    return our === undefined || their === undefined ? undefined : our - their;
  };
  return { score: difference(ours.map((_, index) => index)), band: bandOf(ours, seed, difference) };
}

/** The lowest and the highest score when the series of any one source are left out. */
export function leaveOneSourceOut(scores: readonly SeriesScore[]): Band {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const source of new Set(scores.map((each) => each.source))) {
    const { score } = totalScore(scores.filter((each) => each.source !== source));
    if (score === undefined) continue;
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  return low <= high ? [low, high] : undefined;
}

/** @param figure of the series at these positions, some of which come more than once */
function bandOf(
  scores: readonly SeriesScore[],
  seed: number,
  figure: (drawn: readonly number[]) => number | undefined,
): Band {
  const random = seededRandom(seed);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const bySource = new Map<string, number[]>();
  for (const [index, { source }] of scores.entries())
    bySource.set(source, [...(bySource.get(source) ?? []), index]);
  const sources = [...bySource.values()];
  const figures: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const drawn = sources.flatMap(() => {
      const series = pick(sources);
      return series.map(() => pick(series));
    });
    const drawnFigure = figure(drawn);
    if (drawnFigure !== undefined) figures.push(drawnFigure);
  }
  const [low, high] = [quantile(figures, 0.05), quantile(figures, 0.95)];
  return low === undefined || high === undefined ? undefined : [low, high];
}
