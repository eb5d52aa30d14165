import assert from 'node:assert/strict';
import { limit, predictSeries, raisedSeconds } from '../support/predicted-series.ts';
import { seededRandom } from '../../analysis/maths/seeded-random.ts';

const toothSeconds = 120;
const slope = 3;

/** A number of teeth from 500 to 857, and then a leak at the same pace that does not stop at their height. */
function teethThenLeak(teeth: number): (second: number) => number {
  const since = teeth * toothSeconds;
  return (second) => 500 + slope * (second < since ? second % toothSeconds : second - since);
}

describe('the risk of a leak after many teeth of the same pace', () => {
  for (const teeth of [20, 24, 30]) {
    for (const noise of [0, 4]) {
      const begin = teeth * toothSeconds;
      const random = seededRandom(teeth);
      const series = teethThenLeak(teeth);
      const moments = predictSeries((second) => series(second) + noise * (random() - 0.5), begin + 180, 1);
      const raised = raisedSeconds(moments);

      it(`is raised at least 5 s before the limit, after ${teeth} teeth with noise of ${noise}`, () => {
        const crossing = moments.find(({ value }) => value >= limit)!.second;
        const first = raised.find((second) => second >= begin)!;
        assert.ok(crossing - first >= 5, `${crossing - first} s before`);
      });

      it(`is not raised within their height, after ${teeth} teeth with noise of ${noise}`, () => {
        const late = raised.filter((second) => second > 3 * toothSeconds && second < begin + toothSeconds);
        assert.deepEqual(late, []);
      });
    }
  }
});
