import assert from 'node:assert/strict';
import { limit, predictSeries, raisedSeconds } from '../support/predicted-series.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

const horizonSeconds = 60;

/** Up by 2 at about every `gap` seconds, from so far below the limit that it is reached after 30 of these steps. */
function pages(gap: number, seed: number, isEnding = false): (second: number) => number {
  const random = seededRandom(seed);
  const times = [0];
  while (times.length < 40) times.push(times.at(-1)! + gap * (0.7 + 0.6 * random()));
  const steps = isEnding ? times.slice(0, 16) : times;
  return (second) => limit - 60 + 2 * (steps.findLastIndex((time) => time <= second) + 1);
}

/** Up by one percent every 75 s from 60 to 97 %, then back to 60 %. */
function rotatingPercent(second: number): number {
  return 10 * (60 + (Math.floor(second / 75) % 38));
}

describe('the risk of a series that takes a page now and then', () => {
  for (const gap of [75, 100]) {
    it(`is raised before the limit, and not much sooner: every ${gap} s, at a horizon of 60 s`, () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        const series = pages(gap, seed);
        const moments = predictSeries(series, 40 * gap, 6);
        const crossed = moments.find(({ value }) => value >= limit)!.second;
        const [raised] = raisedSeconds(moments);
        const lead = crossed - raised!;
        assert.ok(lead >= 10 && lead <= 6 * horizonSeconds, `${seed}: ${lead} s before`);
      }
    });

    it(`is not raised where that ends well below the limit: every ${gap} s`, () => {
      for (const seed of [1, 2, 3, 4, 5]) {
        assert.deepEqual(raisedSeconds(predictSeries(pages(gap, seed, true), 60 * gap, 6)), [], `${seed}`);
      }
    });
  }

  it('is not raised by whole percents that go up and down by one', () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const values = Array.from({ length: 100 }, () => 970 + 10 * Math.round(random()));
      const moments = predictSeries((second) => values[Math.floor(second / 75)]!, 7400, 6);
      assert.deepEqual(raisedSeconds(moments), [], `${seed}`);
    }
  });

  it('is not raised by a log in whole percents that is rotated three steps below the limit', () => {
    assert.deepEqual(raisedSeconds(predictSeries(rotatingPercent, 38 * 75 * 5, 6)), []);
  });
});
