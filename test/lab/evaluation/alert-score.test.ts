import assert from 'node:assert/strict';
import { scoreAlerts } from '../../../tools/lab/evaluation/alert-score.ts';
import { findCrossings } from '../../../analysis/scoring/crossings.ts';
import { handMade, leak, rowsWithAlerts, values } from './hand-made-series.ts';

describe('the alerts on a series', function () {
  const flat = handMade(values(3000, () => 50));
  const leaking = handMade([...values(1000, () => 10), ...leak]);
  /** Of `leaking`, in seconds. */
  const crossing = 1490;
  type Spans = readonly (readonly [number, number])[];
  const scored = (series: typeof flat, ...spans: Spans): ReturnType<typeof scoreAlerts> =>
    scoreAlerts(series, findCrossings(series), rowsWithAlerts(series, ...spans));

  it('are one episode when at most 30 s, or two intervals, are between them', function () {
    assert.equal(scored(flat, [100, 110], [140, 150]).falseEpisodes, 1);
    assert.equal(scored(flat, [100, 110], [141, 150]).falseEpisodes, 2);
    assert.equal(scored({ ...flat, intervalSeconds: 20 }, [100, 110], [150, 160]).falseEpisodes, 1);
  });

  it('count only below the limit', function () {
    const { trueEpisodes, leads } = scored(leaking, [1490, 1599]);
    assert.deepEqual([trueEpisodes, leads], [0, [undefined]]);
    assert.equal(scored(leaking, [1489, 1599]).trueEpisodes, 1);
  });

  it('are true when the crossing comes while they are on, and gain the time since they were raised', function () {
    const { leads, trueEpisodes, falseEpisodes, falseSeconds } = scored(leaking, [
      crossing - 40,
      crossing + 20,
    ]);
    assert.deepEqual(
      { leads, trueEpisodes, falseEpisodes, falseSeconds },
      {
        leads: [40],
        trueEpisodes: 1,
        falseEpisodes: 0,
        falseSeconds: 0,
      },
    );
  });

  it('are true up to two horizons before the crossing, and false when gone earlier', function () {
    assert.deepEqual(scored(leaking, [crossing - 130, crossing - 120]).leads, [130]);
    const early = scored(leaking, [crossing - 131, crossing - 121]);
    assert.deepEqual(early.leads, [undefined]);
    assert.equal(early.falseEpisodes, 1);
  });

  it('gain nothing within the last 5 s, but are not false', function () {
    const late = scored(leaking, [crossing - 4, crossing + 20]);
    assert.deepEqual([late.leads, late.trueEpisodes, late.falseEpisodes], [[undefined], 1, 0]);
    assert.deepEqual(scored(leaking, [crossing - 5, crossing]).leads, [5]);
  });

  it('gain the time of the earliest of several', function () {
    assert.deepEqual(
      scored(leaking, [crossing - 100, crossing - 90], [crossing - 20, crossing]).leads,
      [100],
    );
  });

  it('are false when they have been on for more than ten horizons', function () {
    assert.deepEqual(scored(leaking, [crossing - 600, crossing]).leads, [600]);
    const always = scored(leaking, [crossing - 601, crossing]);
    assert.deepEqual([always.leads, always.falseEpisodes], [[undefined], 1]);
    // From 601 to 120 s before the crossing.
    assert.equal(always.falseSeconds, 481);
  });

  it('are false, for as long as they last, where nothing is crossed', function () {
    const { falseEpisodes, falseSeconds } = scored(flat, [100, 110], [500, 520]);
    assert.deepEqual({ falseEpisodes, falseSeconds }, { falseEpisodes: 2, falseSeconds: 32 });
  });

  it('do not last through a gap in the series', function () {
    const samples = flat.samples.filter(({ time }) => time < 105 || time > 500);
    assert.equal(scored({ ...flat, samples }, [100, 104]).falseSeconds, 9);
  });

  it('are not judged close to an end in the middle of something', function () {
    const cut = { ...flat, endsMidway: true };
    assert.equal(scored(cut, [2879, 2899]).falseEpisodes, 0);
    assert.deepEqual(
      [scored(cut, [2878, 2899]).falseEpisodes, scored(cut, [2878, 2899]).falseSeconds],
      [1, 1],
    );
  });

  it('have one horizon to clear after the value came back', function () {
    const restarted = handMade(values(2000, (time) => (time >= 500 && time < 560 ? 100 : 10)));
    const { falseEpisodes, falseSeconds } = scored(restarted, [480, 620]);
    assert.deepEqual({ falseEpisodes, falseSeconds }, { falseEpisodes: 0, falseSeconds: 0 });
    const longer = scored(restarted, [480, 630]);
    assert.deepEqual([longer.falseEpisodes, longer.falseSeconds], [1, 10]);
    // One that was raised after the value came back is not such a tail.
    assert.equal(scored(restarted, [565, 600]).falseEpisodes, 1);
  });
});
