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

  it('are undecided just below the limit where the value hovers around it', () => {
    const hovering = labelled((t) => (t < 300 ? t / 3 : 100 + Math.sin(t)), 900);
    for (let second = 300; second < 900; second++) assert.notEqual(hovering(second), -1, String(second));
  });

  it('are normal half a horizon after the value has come back, if it does not soon return', () => {
    const incident = labelled((t) => (t < 300 ? t / 3 : t < 320 ? 105 : 20), 900);
    assert.deepEqual([319, 320, 348, 349, 600].map(incident), [1, 0, 0, -1, -1]);
  });

  it('are undecided before a value touches the limit without staying there', () => {
    const touch = labelled((t) => (t === 400 ? 100 : 50), 900);
    assert.deepEqual([279, 280, 399, 400, 401, 430].map(touch), [-1, 0, 0, 1, 0, -1]);
  });

  it('are unknown at the end, after which the limit may be crossed', () => {
    const flat = labelled(() => 50, 300);
    assert.deepEqual([239, 240, 299].map(flat), [-1, 0, 0]);
    const midway = labelled(() => 50, 300, true);
    assert.deepEqual([179, 180].map(midway), [-1, 0]);
  });
});
