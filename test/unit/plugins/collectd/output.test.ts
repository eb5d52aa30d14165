import assert from 'node:assert/strict';
import { NewestLines } from '../../../../plugins/collectd/output.ts';

describe('lines that wait', () => {
  it('are taken in the order in which their keys came', () => {
    const lines = new NewestLines();
    lines.put('a', '1');
    lines.put('b', '2');
    assert.equal(lines.size, 2);
    assert.deepEqual([lines.take(), lines.take(), lines.take()], ['1', '2', undefined]);
    assert.equal(lines.size, 0);
    assert.equal(lines.superseded, 0);
  });

  it('are one a key, the newest, and count what was replaced', () => {
    const lines = new NewestLines();
    for (let i = 0; i < 1000; i++) lines.put(`key ${i % 3}`, String(i));
    assert.equal(lines.size, 3);
    assert.equal(lines.superseded, 997);
    assert.deepEqual(new Set([lines.take(), lines.take(), lines.take()]), new Set(['997', '998', '999']));
  });

  it('leave no key waiting for ever when the reader is too slow for all', () => {
    const lines = new NewestLines();
    const taken = new Set<string>();
    for (let round = 0; round < 10; round++) {
      for (const key of ['a', 'b', 'c', 'd']) lines.put(key, key);
      taken.add(lines.take()!);
    }
    assert.deepEqual([...taken], ['a', 'b', 'c', 'd']);
  });
});
