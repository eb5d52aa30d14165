import assert from 'node:assert/strict';
import { PackedEntries } from '../../../../plugins/samples/packed-entries.ts';

describe('entries as numbers', () => {
  const two = new PackedEntries([30, 3, 33, 20, 2, 22, 10, 1, 11], 3, false);

  it('have their places by time, and their values', () => {
    assert.deepEqual([two.count, two.timeAt(0), two.timeAt(2)], [3, 10, 30]);
    assert.deepEqual(two.newest, { time: 30, values: [3, 33] });
    assert.deepEqual(
      [10, 10.5, 30, 31].map((time) => two.firstFrom(time)),
      [0, 1, 2, 3],
    );
    assert.deepEqual(two.from(20), [
      { time: 20, values: [2, 22] },
      { time: 30, values: [3, 33] },
    ]);
    assert.deepEqual(
      [[0], [1], [0, 1], [2]].map((dataSources) => two.totalAt(1, dataSources)),
      [2, 22, 24, undefined],
    );
    const one = new PackedEntries([20, 2, 10, 1], 2, false);
    assert.deepEqual([one.totalAt(0, [0]), one.totalAt(0, [1]), one.totalAt(1, [0, 0])], [1, undefined, 4]);
  });

  it('may be none', () => {
    const none = new PackedEntries([], 0, true);
    assert.deepEqual([none.count, none.newest, none.firstFrom(5), none.from(0)], [0, undefined, 0, []]);
    assert.equal(new PackedEntries([], 0, false).isWholeFrom(0), false);
  });

  it('are whole from a time on that they reach beyond, or when there are no others', () => {
    assert.deepEqual([two.isWholeFrom(10.5), two.isWholeFrom(10)], [true, false]);
    assert.equal(new PackedEntries([10, 1], 2, true).isWholeFrom(0), true);
  });
});
