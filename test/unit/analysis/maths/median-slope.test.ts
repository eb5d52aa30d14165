import assert from 'node:assert/strict';
import { medianSlope } from '../../../../analysis/maths/median-slope.ts';

function slopeOf(...points: readonly (readonly [time: number, value: number])[]): number {
  const [times, values] = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis]!));
  return medianSlope(times!, values!, points.length);
}

describe('the median slope', () => {
  it('is that of a line, at uneven times too', () => {
    assert.equal(slopeOf([10, 5], [11, 7], [14, 13], [20, 25]), 2);
  });

  it('is half way between the two middle ones of an even number of pairs', () => {
    assert.equal(slopeOf([0, 0], [1, 1], [2, 4], [3, 9]), 3);
  });

  it('is not moved by an outlier', () => {
    const line = Array.from({ length: 16 }, (_, index) => [index, 3 * index] as const);
    assert.equal(slopeOf(...line.with(7, [7, 1e9])), 3);
  });
});
