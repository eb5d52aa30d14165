import assert from 'node:assert/strict';
import { withNewest, withOneMore, withZeros } from '../../../../analysis/maths/tight-numbers.ts';

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
});
