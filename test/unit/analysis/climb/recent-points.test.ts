import assert from 'node:assert/strict';
import { drawsFrom, seededRandom } from '../../../../analysis/maths/seeded-random.ts';
import { BinnedPast } from '../../../../analysis/climb/binned-past.ts';
import { noPoints, RecentPoints } from '../../../../analysis/climb/recent-points.ts';
import { isAnySteep } from '../../../../analysis/climb/trends.ts';

const horizonSeconds = 60;

describe('the recent points of a series', () => {
  for (const stepSeconds of [0.4, 1, 5, 10, 70])
    it(`are as steep as those of its whole past: about every ${stepSeconds} s`, () => {
      const draws = drawsFrom(seededRandom(stepSeconds));
      const past = new BinnedPast(horizonSeconds / 60, 600);
      const points = new RecentPoints(horizonSeconds, 3);
      points.numbers = [7, 8, 9, ...noPoints];
      let [time, steep, gentle] = [1.8e9, 0, 0];
      for (let i = 0; i < 3000; i++) {
        time += stepSeconds * draws.uniform(0.1, 1.9);
        const value = draws.normal() + (i % 200 > 150 ? i % 50 : 0);
        const isPoint = past.append(time, value);
        assert.equal(points.append(time, value), isPoint);
        if (!isPoint || past.length < 5) continue;
        const first = Math.min(past.firstWithin(2 * horizonSeconds), past.length - 5);
        const values = Array.from({ length: past.length - first }, (_, at) =>
          past.meanValue(first + at, first + at + 1),
        );
        const range = Math.max(...values) - Math.min(...values);
        for (const slope of [0.001, 0.02, 0.1, 0.5]) {
          const expected = isAnySteep(past, horizonSeconds, slope);
          assert.equal(points.isAnySteep(slope, range + 1e-9), expected, `${i}: ${slope}`);
          assert.equal(points.isAnySteep(slope, Number.POSITIVE_INFINITY), expected);
          if (expected) steep++;
          else gentle++;
        }
      }
      assert.ok(steep > 300 && gentle > 300, `${steep} and ${gentle}`);
      assert.deepEqual(points.numbers.slice(0, 3), [7, 8, 9]);
    });

  it('are not steep while there are few', () => {
    const points = new RecentPoints(horizonSeconds, 0);
    points.numbers = [...noPoints];
    for (let i = 0; i < 5; i++) {
      points.append(10 * i, 100 * i);
      assert.equal(points.isAnySteep(1, Number.POSITIVE_INFINITY), i === 4);
    }
    assert.equal(points.oldestTime, 0);
  });
});
