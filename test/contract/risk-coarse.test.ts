import assert from 'node:assert/strict';
import { limit, predictSeries, raisedSeconds } from '../support/predicted-series.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

/** From 300 at `begin` by 600 within `seconds`. */
function bulk(begin: number, seconds: number): (second: number) => number {
  return (second) => 300 + 600 * Math.min(1, Math.max(0, (second - begin) / seconds));
}

/** From 300 at second 400 to the limit within `seconds`, and on. */
function leak(seconds: number): (second: number) => number {
  return (second) => 300 + ((limit - 300) / seconds) * Math.max(0, second - 400);
}

for (const interval of [5, 10]) {
  describe(`the risk with only one sample every ${interval} s`, () => {
    it('is not raised by a bulk allocation of 2 s, wherever between two samples it begins', () => {
      for (let begin = 100; begin < 100 + interval; begin += 0.5) {
        assert.deepEqual(raisedSeconds(predictSeries(bulk(begin, 2), 300, interval)), [], `at ${begin} s`);
      }
    });

    it('is raised by a leak of two minutes and more, at least 5 s before the limit', () => {
      for (const seconds of [120, 240, 480]) {
        const [raised] = raisedSeconds(predictSeries(leak(seconds), 400 + seconds, interval));
        assert.ok(raised! > 400 && raised! <= 395 + seconds, `raised at ${raised} s of ${400 + seconds} s`);
      }
    });

    it('is raised only by a sample above the one before it', () => {
      for (let seed = 1; seed <= 10; seed++) {
        const random = seededRandom(seed);
        const moments = predictSeries((second) => leak(240)(second) + 30 * (random() - 0.5), 620, interval);
        const [raised] = raisedSeconds(moments);
        const index = moments.findIndex(({ second }) => second === raised);
        assert.ok(moments[index]!.value > moments[index - 1]!.value, `seed ${seed}`);
      }
    });
  });
}

describe('the risk of a slow leak with a sample every 10 s', () => {
  it('is not raised by one outlier near the limit while the leak is far from it', () => {
    for (const position of [180, 200, 220]) {
      const series = (second: number): number =>
        second === position ? 960 : 300 + 2 * Math.max(0, second - 100);
      assert.deepEqual(raisedSeconds(predictSeries(series, 300, 10)), [], `at ${position} s`);
    }
  });
});

describe('the risk with so few samples that one is a good part of a horizon', () => {
  for (const interval of [20, 30, 60]) {
    it(`is not raised by one outlier, nor by one jump, every ${interval} s`, () => {
      for (const series of [
        (second: number) => (second === 600 ? 960 : 300),
        (second: number) => (second < 600 ? 300 : 900),
      ]) {
        assert.deepEqual(raisedSeconds(predictSeries(series, 1500, interval)), []);
      }
    });
  }
});
