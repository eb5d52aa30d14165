import assert from 'node:assert/strict';
import {
  bootstrapBand,
  leaveOneSourceOut,
  pairedDifference,
} from '../../../tools/lab/evaluation/noise-band.ts';
import type { SeriesScore } from '../../../tools/lab/evaluation/series-score.ts';
import { quantile } from '../../../analysis/maths/quantile.ts';
import { totalScore } from '../../../tools/lab/evaluation/total-score.ts';

const some: SeriesScore = {
  name: 'some',
  kind: 'leak',
  source: 'leaks',
  simulated: true,
  crossings: 1,
  predictable: 1,
  leads: [20],
  promptness: 1,
  quietness: 1,
  utility: 1,
  trueEpisodes: 1,
  falseEpisodes: 0,
  falseSeconds: 0,
  watchedHours: 1,
  intervalSeconds: 1,
  risks: [],
  errorPercent: 2,
  naiveErrorPercent: 4,
  coverage: 0.9,
};
const quiet: SeriesScore = {
  ...some,
  kind: 'flat',
  source: 'flat ones',
  crossings: 0,
  predictable: 0,
  leads: [],
  promptness: undefined,
};

describe('the total score', function () {
  it('is the geometric mean of what exhausting and quiet series earn', function () {
    const total = totalScore([
      { ...some, utility: 0.9 },
      { ...some, utility: 0.7 },
      { ...quiet, utility: 0.2 },
    ]);
    assert.ok(Math.abs(total.score! - 0.4) < 1e-12);
    assert.ok(Math.abs(total.exhaustingUtility! - 0.8) < 1e-12);
    assert.equal(total.quietUtility, 0.2);
  });

  it('is not known without either of them', function () {
    assert.equal(totalScore([some]).score, undefined);
    assert.equal(totalScore([quiet]).score, undefined);
    assert.equal(totalScore([]).recall, undefined);
  });

  it('counts a crossing that could not be predicted as quiet', function () {
    const total = totalScore([some, { ...quiet, crossings: 1 }]);
    assert.deepEqual([total.quietSeries, total.predictable, total.recall], [1, 1, 1]);
  });

  it('counts hits, leads, false alarms per hour and silent series', function () {
    const total = totalScore([
      { ...some, predictable: 3, leads: [10, 40] },
      { ...some, leads: [30], falseEpisodes: 1, watchedHours: 2 },
      { ...quiet, falseEpisodes: 2, watchedHours: 4 },
      { ...quiet, watchedHours: 1 },
    ]);
    assert.deepEqual([total.hits, total.predictable, total.recall], [3, 4, 0.75]);
    assert.equal(total.medianLeadSeconds, 30);
    assert.deepEqual([total.falseAlarmsPerHour, total.quietFalseAlarmsPerHour], [3 / 8, 2 / 5]);
    assert.deepEqual([total.silentSeries, total.quietSeries], [1, 2]);
  });

  it('compares all forecast errors with those of no change, and averages the coverage that is known', function () {
    const total = totalScore([
      some,
      { ...quiet, errorPercent: 7, naiveErrorPercent: 5, coverage: 0.5 },
      { ...quiet, errorPercent: undefined, naiveErrorPercent: undefined, coverage: undefined },
    ]);
    assert.deepEqual([total.mase, total.coverage], [1, 0.7]);
  });
});

describe('a quantile', function () {
  it('lies between its neighbours', function () {
    assert.equal(quantile([3, 1, 2], 0.5), 2);
    assert.equal(quantile([4, 1], 0.25), 1.75);
    assert.equal(quantile([7], 0.9), 7);
    assert.equal(quantile([], 0.5), undefined);
  });
});

describe('the noise band of a score', function () {
  /** Each series is a source of its own. */
  const mixed = Array.from({ length: 40 }, (_, i) => ({
    ...(i % 2 ? some : quiet),
    source: `source ${i}`,
    utility: (i % 5) / 4,
  }));

  it('has no width when all series say the same', function () {
    const all = [some, some, some, quiet, quiet, quiet].map((each) => ({ ...each, utility: 0.5 }));
    assert.deepEqual(bootstrapBand(all), [0.5, 0.5]);
  });

  it('holds the score, and is the same again for the same seed', function () {
    const [low, high] = bootstrapBand(mixed)!;
    const score = totalScore(mixed).score!;
    assert.ok(
      low < score && score < high && high - low < 0.4 && high - low > 0.1,
      `${low} to ${high} around ${score}`,
    );
    assert.deepEqual(bootstrapBand(mixed, 7), bootstrapBand(mixed, 7));
    assert.notDeepEqual(bootstrapBand(mixed, 7), bootstrapBand(mixed, 8));
  });

  it('is wide where many series come from few sources that differ', function () {
    const sources = [0.2, 1].flatMap((utility) =>
      Array.from({ length: 20 }, (_, i) => ({ ...(i % 2 ? some : quiet), utility, source: `${utility}` })),
    );
    const alone = sources.map((each, i) => ({ ...each, source: `source ${i}` }));
    const [lowest, highest] = bootstrapBand(sources)!;
    assert.ok(Math.abs(lowest - 0.2) < 1e-9 && Math.abs(highest - 1) < 1e-9, `${lowest} to ${highest}`);
    const [low, high] = bootstrapBand(alone)!;
    assert.ok(low > 0.4 && high < 0.8, `${low} to ${high}`);
  });

  it('ranges over what is left without each of the sources', function () {
    const scores = [
      { ...some, source: 'a', utility: 1 },
      { ...some, source: 'b', utility: 0.25 },
      { ...quiet, source: 'c', utility: 1 },
    ];
    // Without c there is nothing quiet, and no score.
    assert.deepEqual(leaveOneSourceOut(scores), [0.5, 1]);
    assert.equal(leaveOneSourceOut([some]), undefined);
  });

  it('of a difference is narrow where both methods find the same series hard', function () {
    const worse = mixed.map((each) => ({ ...each, utility: 0.81 * each.utility }));
    const { score, band } = pairedDifference(mixed, worse);
    const own = totalScore(mixed).score!;
    assert.ok(Math.abs(score! - 0.19 * own) < 1e-12, `${score}`);
    const [low, high] = band!;
    const [lowest, highest] = bootstrapBand(mixed)!;
    assert.ok(low > 0 && low < score! && score! < high, `${low} to ${high}`);
    assert.ok(high - low < 0.3 * (highest - lowest), `${high - low} of ${highest - lowest}`);
  });

  it('of a difference with itself is 0', function () {
    assert.deepEqual(pairedDifference(mixed, mixed), { score: 0, band: [0, 0] });
    assert.deepEqual(pairedDifference([some], [some]), { score: undefined, band: undefined });
  });
});
