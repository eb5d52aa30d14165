import assert from 'node:assert/strict';
import {
  finish,
  finishInSlices,
  forEachInSlices,
  forEachInTurn,
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

  it('lets others do something after each slice of what has to wait, in order', async () => {
    const seen: number[] = [];
    const breaths: number[] = [];
    const each = async (one: number): Promise<void> => {
      await Promise.resolve();
      seen.push(one);
    };
    for await (const _pause of forEachInTurn(items, each)) breaths.push(seen.length);
    assert.deepEqual(breaths, [sliceSize, 2 * sliceSize]);
    assert.deepEqual(seen, items);
  });
});
