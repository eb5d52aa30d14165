import assert from 'node:assert/strict';
import { gridOf, onGrid } from '../../../../analysis/correlation/time-grid.ts';

describe('the grid of a search', () => {
  it('has as many steps as there are samples, at most 512', () => {
    assert.deepEqual(gridOf(0, 600, 10), { from: 0, stepSeconds: 10, length: 60 });
    assert.deepEqual(gridOf(0, 480, 10), { from: 0, stepSeconds: 10, length: 48 });
    assert.equal(gridOf(0, 3600, 0.1)!.length, 512);
    assert.equal(gridOf(0, 200, 10), undefined);
    assert.equal(gridOf(0, 200, Number.POSITIVE_INFINITY), undefined);
  });

  it('keeps a trend exact, at whatever times its samples are', () => {
    const grid = gridOf(1000, 1600, 1)!;
    const times = Array.from({ length: 600 }, (_, i) => 1000.3 + i + 0.4 * Math.sin(7 * i));
    const values = onGrid({ times, values: times.map((time) => 5 * time) }, grid)!;
    for (const [step, value] of values.entries())
      assert.ok(
        Math.abs(value - 5 * (grid.from + (step + 0.5) * grid.stepSeconds)) < 1e-6,
        `${step}: ${value}`,
      );
  });

  it('leaves out what is outside of the range, unknown, or too little', () => {
    const grid = gridOf(100, 228, 1)!;
    const times = Array.from({ length: 400 }, (_, i) => i);
    const known = onGrid({ times, values: times.map((time) => (time % 5 === 0 ? Number.NaN : 7)) }, grid);
    assert.deepEqual(known, new Float64Array(128).fill(7));
    const half = times.map((time) => (time < 170 ? Number.NaN : 7));
    assert.equal(onGrid({ times, values: half }, grid), undefined);
    assert.equal(onGrid({ times: [], values: [] }, grid), undefined);
  });
});
