import assert from 'node:assert/strict';
import { countOf, nounOf } from '../../../notifiers/count-of.ts';

describe('a number with its noun', () => {
  it('has the singular for 1 alone', () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => countOf(count, 'sample')),
      ['0 samples', '1 sample', '2 samples'],
    );
    assert.deepEqual(
      [1, 20].map((count) => countOf(count, 'entry', 'entries')),
      ['1 entry', '20 entries'],
    );
    assert.deepEqual([nounOf(1, 'row'), nounOf(1000, 'row')], ['row', 'rows']);
  });
});
