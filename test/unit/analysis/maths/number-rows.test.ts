import assert from 'node:assert/strict';
import { NumberRows } from '../../../../analysis/maths/number-rows.ts';

describe('rows of numbers', () => {
  it('keep the numbers of each, also of very many', () => {
    const rows = new NumberRows(3);
    for (let i = 0; i < 3000; i++) {
      const row = rows.add();
      assert.equal(row, i);
      assert.ok(Number.isNaN(rows.get(row, 1)), 'a new row is empty');
      for (let column = 0; column < 3; column++) rows.set(row, column, i + column / 10);
    }
    for (const i of [0, 1023, 1024, 2999]) assert.equal(rows.get(i, 2), i + 0.2);
  });

  it('give a row that was removed once more, without its numbers', () => {
    const rows = new NumberRows(2);
    const [first, second] = [rows.add(), rows.add()];
    rows.set(first, 0, 1);
    rows.set(second, 0, 2);
    rows.remove(first);
    const third = rows.add();
    assert.equal(third, first);
    assert.ok(Number.isNaN(rows.get(third, 0)));
    assert.equal(rows.get(second, 0), 2);
    assert.equal(rows.add(), 2);
  });
});
