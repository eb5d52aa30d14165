import assert from 'node:assert/strict';
import {
  withNewest,
  withNewestCounted,
  withOneMore,
  withZeros,
} from '../../../../analysis/maths/tight-numbers.ts';

describe('few numbers without room for more', () => {
  it('grow by a copy', () => {
    const numbers = [1, 2.5];
    assert.deepEqual(withZeros(numbers, 2), [1, 2.5, 0, 0]);
    assert.deepEqual(withOneMore(numbers, -3), [1, 2.5, -3]);
    assert.deepEqual(withOneMore([], 7), [7]);
    assert.deepEqual(numbers, [1, 2.5]);
  });

  it('are the newest ones, as many as are kept', () => {
    let numbers: number[] = [];
    for (let i = 1; i <= 5; i++) numbers = withNewest(numbers, i, 3);
    assert.deepEqual(numbers, [3, 4, 5]);
  });

  it('are the newest ones behind others that stay', () => {
    let numbers = [7, 8];
    for (let i = 1; i <= 5; i++) numbers = withNewest(numbers, i, 3, 2);
    assert.deepEqual(numbers, [7, 8, 3, 4, 5]);
  });

  it('are the newest ones behind their count, with room for a few more', () => {
    let numbers = [7, 0];
    const grown: number[] = [];
    for (let i = 1; i <= 8; i++) {
      const before = numbers;
      numbers = withNewestCounted(numbers, i, 6, 1);
      if (numbers !== before) grown.push(i);
      assert.deepEqual(
        numbers.slice(2, 2 + numbers[1]!),
        [1, 2, 3, 4, 5, 6, 7, 8].slice(Math.max(0, i - 6), i),
      );
    }
    assert.equal(numbers[0], 7);
    assert.deepEqual(grown, [1, 5]);
  });
});
