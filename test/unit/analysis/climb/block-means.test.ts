import assert from 'node:assert/strict';
import { BinnedPast } from '../../../../analysis/climb/binned-past.ts';
import { averageBlocks } from '../../../../analysis/climb/block-means.ts';

/** Points at seconds 0, 1, 2, ... with these values. */
function pastOf(values: readonly number[]): BinnedPast {
  const past = new BinnedPast(1, 100);
  for (const [second, value] of values.entries()) past.append(second, value);
  return past;
}

/** Mean times and mean values of the blocks. */
function blocksOf(past: BinnedPast, from: number, mostBlocks: number): [number[], number[]] {
  const times = new Float64Array(20).fill(-1);
  const values = new Float64Array(20).fill(-1);
  const blocks = averageBlocks(past, from, mostBlocks, times, values);
  assert.ok(times.subarray(blocks).every((time) => time === -1));
  return [[...times.subarray(0, blocks)], [...values.subarray(0, blocks)]];
}

describe('the means of blocks', () => {
  it('are of as many points each where that can be', () => {
    assert.deepEqual(blocksOf(pastOf([1, 3, 10, 20, 5, 7]), 0, 3), [
      [0.5, 2.5, 4.5],
      [2, 15, 6],
    ]);
  });

  it('are of one point more in some blocks otherwise, and of every point once', () => {
    assert.deepEqual(blocksOf(pastOf([1, 2, 3, 4, 5, 6, 7]), 0, 3), [
      [0.5, 2.5, 5],
      [1.5, 3.5, 6],
    ]);
  });

  it('begin at the point that is asked for', () => {
    assert.deepEqual(blocksOf(pastOf([100, 100, 4, 8, 6, 2]), 2, 2), [
      [2.5, 4.5],
      [6, 4],
    ]);
  });

  it('are the points themselves where there are no more of them than blocks', () => {
    assert.deepEqual(blocksOf(pastOf([5, 9, 7]), 0, 12), [
      [0, 1, 2],
      [5, 9, 7],
    ]);
  });
});
