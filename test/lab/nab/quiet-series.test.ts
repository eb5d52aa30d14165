import assert from 'node:assert/strict';
import type { LabelledSeries } from '../../../analysis/scoring/labelled-series.ts';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';
import { falseAnomalies } from '../../../tools/lab/nab/quiet-series.ts';

/** A quarter of a day at 10 s: noise around 50 that moves by `step` at half time. */
function seriesOf(kind: string, step: number, limit = 1000): LabelledSeries {
  const random = seededRandom(1);
  const samples = Array.from({ length: 2160 }, (_, index) => ({
    time: 1.8e9 + 10 * index,
    value: 50 + random() + (index < 1080 ? 0 : step),
  }));
  const rest = { simulated: true, horizonSeconds: 60, intervalSeconds: 10, endsMidway: false };
  return { name: kind, kind, samples, limit, ...rest };
}

describe('the false anomalies of quiet series', () => {
  it('are counted by kind, most first, over the time that is judged', () => {
    const counted = falseAnomalies([seriesOf('flat', 0), seriesOf('flat', 0), seriesOf('steps', 50)]);
    assert.deepEqual(
      counted.map(({ kind, series, silent, alerts }) => [kind, series, silent, alerts]),
      [
        ['steps', 1, 0, 1],
        ['flat', 2, 2, 0],
      ],
    );
    assert.ok(Math.abs(counted[1]!.days - (2 * (2160 - 121) * 10) / 86_400) < 1e-9, `${counted[1]!.days}`);
  });

  it('leave out series in which the limit is crossed', () => {
    assert.deepEqual(falseAnomalies([seriesOf('crossing', 50, 90)]), []);
  });
});
