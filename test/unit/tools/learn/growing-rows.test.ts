import assert from 'node:assert/strict';
import { GrowingRows } from '../../../../tools/learn/growing-rows.ts';

describe('growing rows', () => {
  it('hold all that was appended, in its order, as copies', () => {
    const rows = new GrowingRows();
    const row = new Float64Array(7);
    for (let i = 0; i < 1000; i++) rows.append(row.fill(i));
    const numbers = rows.toArray();
    assert.equal(numbers.length, 7000);
    assert.ok(numbers.every((number, index) => number === Math.floor(index / 7)));
  });

  it('take a row that is longer than all before', () => {
    const rows = new GrowingRows();
    rows.append(Float64Array.of(1));
    rows.append(new Float64Array(5000).fill(2));
    assert.equal(rows.toArray().length, 5001);
  });

  it('may be none', () => assert.equal(new GrowingRows().toArray().length, 0));
});
