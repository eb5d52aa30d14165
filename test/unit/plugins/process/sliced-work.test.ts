import assert from 'node:assert/strict';
import {
  finish,
  finishInSlices,
  forEachInSlices,
  sliceSize,
} from '../../../../plugins/process/sliced-work.ts';

describe('work on very many things', () => {
  const items = Array.from({ length: 2 * sliceSize + 1 }, (_, index) => index);

  it('is done on each once, all at once or in slices', async () => {
    const seen: number[] = [];
    finish(forEachInSlices(items, (one) => seen.push(one)));
    assert.deepEqual(seen, items);
    await finishInSlices(forEachInSlices(items, (one) => seen.push(one)));
    assert.deepEqual(seen, [...items, ...items]);
  });

  it('lets others do something after each slice', async () => {
    const breaths: number[] = [];
    let done = 0;
    await finishInSlices(
      forEachInSlices(items, () => done++),
      async () => void breaths.push(done),
    );
    assert.deepEqual([breaths, done], [[sliceSize, 2 * sliceSize], items.length]);
  });
});
