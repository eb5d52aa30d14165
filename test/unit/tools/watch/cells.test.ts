import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { cut, fit, safeText, widthOf, wrap } from '../../../../tools/watch/cells.ts';
import { hostileText } from '../../../support/hostile-identifiers.ts';

describe('text in the cells of a terminal', () => {
  it('loses what moves the cursor, turns the direction or piles up', () => {
    assert.equal(safeText('a\u001b[2J\u009b1m\u202eb\u0007'), 'a?[2J?1m?b?');
    assert.equal(safeText('e\u0301\u0302\u0303x'), 'é\u0302x');
    assert.equal(safeText('\ud800'), '\ufffd');
  });

  it('takes two columns for a wide character, and none for a mark', () => {
    assert.deepEqual(
      ['web1', '写真', '🐢', 'e\u0302\u0301'].map((text) => widthOf(safeText(text))),
      [4, 4, 2, 1],
    );
  });

  it('is cut at its end or in its middle, and never in a wide character', () => {
    assert.equal(cut('compute-0017', 12), 'compute-0017');
    assert.equal(cut('compute-0017', 8), 'compute~');
    assert.equal(cut('compute-0017', 8, 'middle'), 'comp~017');
    assert.equal(cut('写真写真', 4), '写~');
    assert.equal(fit('写真写真', 4), '写~ ');
    assert.equal(fit('7', 3, { align: 'right' }), '  7');
    fc.assert(
      fc.property(
        hostileText,
        fc.integer({ min: 0, max: 30 }),
        fc.constantFrom('end', 'middle'),
        (text, width, place) => {
          assert.equal(widthOf(fit(safeText(text), width, { place })), width);
        },
      ),
    );
  });

  it('is wrapped at blanks, with further lines indented', () => {
    assert.deepEqual(wrap('! one two three', 9, '  '), ['! one two', '  three']);
    assert.deepEqual(wrap('x'.repeat(12), 5), ['xxxx~']);
    fc.assert(
      fc.property(hostileText, fc.integer({ min: 1, max: 30 }), (text, width) => {
        for (const line of wrap(safeText(text), width, '  ')) assert.ok(widthOf(line) <= width);
      }),
    );
  });
});
