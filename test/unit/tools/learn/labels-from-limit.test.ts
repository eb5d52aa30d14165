import assert from 'node:assert/strict';
import { labelsFromLimit } from '../../../../tools/learn/labels-from-limit.ts';

/** One sample a second, a limit of 100, a horizon of 60 s. */
function labelled(valueAt: (second: number) => number, seconds: number, endsMidway = false) {
  const samples = Array.from({ length: seconds }, (_, time) => ({ time, value: valueAt(time) }));
  const rest = { limit: 100, horizonSeconds: 60, intervalSeconds: 1, endsMidway };
  const labelOf = labelsFromLimit({ name: 'made', kind: 'made', simulated: true, samples, ...rest });
  return (time: number) => labelOf(time, valueAt(time));
}

describe('labels that follow from the limit', () => {
  /** Reaches the limit at 300 s. */
  const ramp = labelled((t) => t / 3, 400);

  it('are abnormal for one horizon before the limit is crossed, and at or above it', () => {
    assert.deepEqual([240, 299, 300, 399].map(ramp), [1, 1, 1, 1]);
  });

  it('are normal until two horizons before', () => assert.deepEqual([0, 100, 179].map(ramp), [-1, -1, -1]));

  it('are undecided between', () => assert.deepEqual([180, 239].map(ramp), [0, 0]));

  it('do not blame what comes before a sudden jump', () => {
    const jump = labelled((t) => (t < 200 ? 20 : 120), 300);
    assert.deepEqual([79, 150, 199, 200].map(jump), [-1, 0, 0, 1]);
  });

  it('are unknown at the end, after which the limit may be crossed', () => {
    const flat = labelled(() => 50, 300);
    assert.deepEqual([239, 240, 299].map(flat), [-1, 0, 0]);
    const midway = labelled(() => 50, 300, true);
    assert.deepEqual([179, 180].map(midway), [-1, 0]);
  });
});
