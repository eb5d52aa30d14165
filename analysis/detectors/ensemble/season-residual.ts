import { maxSurprise, type AnomalyTest, type FollowingTest, type SeasonName } from './anomaly-test.ts';
import { SeasonProfile } from './season-profile.ts';
import { ValueHistogram } from './value-histogram.ts';

/** The length of each, and the bins that it is cut into. */
const seasons: Readonly<Record<SeasonName, { readonly seconds: number; readonly bins: number }>> = {
  hour: { seconds: 3600, bins: 60 },
  day: { seconds: 86_400, bins: 96 },
  week: { seconds: 604_800, bins: 168 },
};

/** Residuals count by a twentieth of what values do: a third of the bins will do. */
const residualBins = 80;

/**
 * The residual of Holt and Winters with a season of an hour, a day or a week, against the residuals before. Of the
 * seasons that have been seen once, the one with the least residuals counts.
 *
 * A residual is the distance from what the profile has about this time (see `season-profile.ts`); how rare it is, a
 * histogram of residuals tells (see `value-histogram.ts`), because they are far from normal.
 */
export const seasonResidual = {
  name: 'Holt-Winters',
  votesFrom: 3,
  weight: 0.05,
  keeps: ({ seasons: names }) => residualBins + names.reduce((sum, name) => sum + seasons[name].bins, 0),
  follow: ({ seasons: names }, numbers, from) => new BestSeason(names, numbers, from),
} satisfies AnomalyTest;

class BestSeason implements FollowingTest {
  readonly #profiles: readonly SeasonProfile[];
  readonly #residuals: ValueHistogram;

  constructor(names: readonly SeasonName[], numbers: Float32Array, from: number) {
    this.#residuals = new ValueHistogram(residualBins, numbers, from);
    let next = from + residualBins;
    this.#profiles = names.map((name) => {
      const { seconds, bins } = seasons[name];
      const profile = new SeasonProfile(seconds, bins, numbers, next);
      next += bins;
      return profile;
    });
  }

  judge(time: number, value: number): number {
    let best: SeasonProfile | undefined;
    for (const profile of this.#profiles)
      if (profile.isLearnt && !(best && best.variance <= profile.variance)) best = profile;
    let rareness = Number.NaN;
    if (best) {
      const residual = best.residual(time, value);
      rareness = this.#residuals.rareness(residual);
      this.#residuals.append(time, residual);
    }
    for (const profile of this.#profiles) profile.append(time, value);
    return Math.min(maxSurprise, rareness);
  }
}
