import assert from 'node:assert/strict';
import { allocatedBytes, collectGarbage, heapSize } from '../../../../tools/bench/heap.ts';

const kept: unknown[] = [];

describe('the heap', () => {
  it('tells what work allocates, garbage that was collected meanwhile included', () => {
    const arrays = 20_000;
    const allocate = (): void => {
      for (let i = 0; i < arrays; i++) kept[0] = Array.from({ length: 100 }).fill(i);
    };
    allocate();
    const each = allocatedBytes(allocate) / arrays;
    assert.ok(each > 800 && each < 4000, String(each));
  });

  it('tells next to nothing of work that allocates nothing', () => {
    assert.ok(allocatedBytes(() => undefined) < 10_000);
  });

  it('no longer holds what nobody refers to, once garbage has been collected', () => {
    assert.equal(collectGarbage(), true);
    const before = heapSize();
    kept[0] = new Float64Array(1 << 20);
    assert.ok(heapSize().bufferBytes - before.bufferBytes >= 8 << 20);
    kept.length = 0;
    collectGarbage();
    assert.ok(heapSize().bufferBytes - before.bufferBytes < 1 << 20);
  });
});
