import { quantile } from '../../../analysis/maths/quantile.ts';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import type { SeriesScore } from './series-score.ts';
import { totalScore } from './total-score.ts';

/** From the lowest to the highest score; undefined where no score can be told. */
export type Band = readonly [low: number, high: number] | undefined;

const rounds = 500;

/**
 * The dependence of the score on the series at hand: 5 to 95 % of the scores on as many series drawn from them again.
 *
 * Source: Efron (1979), Bootstrap methods: another look at the jackknife, Annals of Statistics 7.
 */
export function bootstrapBand(scores: readonly SeriesScore[], seed = 1): Band {
  const random = seededRandom(seed);
  const drawn: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const again = scores.map(() => scores[Math.floor(random() * scores.length)]!);
    const { score } = totalScore(again);
    if (score !== undefined) drawn.push(score);
  }
  const [low, high] = [quantile(drawn, 0.05), quantile(drawn, 0.95)];
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** The lowest and the highest score when the series of any one kind are left out. */
export function leaveOneKindOut(scores: readonly SeriesScore[]): Band {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const kind of new Set(scores.map((each) => each.kind))) {
    const { score } = totalScore(scores.filter((each) => each.kind !== kind));
    if (score === undefined) continue;
    low = Math.min(low, score);
    high = Math.max(high, score);
  }
  return low <= high ? [low, high] : undefined;
}
