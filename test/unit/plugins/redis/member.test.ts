import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { parseMember, readMember, readScore } from '../../../../plugins/redis/member.ts';

/** A text somewhere in the bytes of an answer. */
function within(text: string): [bytes: Buffer, from: number, to: number] {
  const bytes = Buffer.from(`$7:1\r\n${text}\r\n3:9`);
  return [bytes, 6, 6 + Buffer.byteLength(text)];
}

const piece = fc.oneof(
  fc.double({ noNaN: true }).map(String),
  fc.double({ min: -1e12, max: 1e12, noNaN: true }).map((value) => value.toFixed(3)),
  fc.constantFrom(
    'nan',
    '-nan',
    'inf',
    '-inf',
    '',
    '.',
    '-',
    '1.',
    '.5',
    '1.5.5',
    '0b1',
    ' 1',
    '1 ',
    '--1',
    'x',
    'ü',
  ),
  fc.string({ maxLength: 4 }),
);

describe('a member that is read from bytes', () => {
  it('is the same as one that is read from its text, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 4 }), (pieces) => {
        const text = pieces.join(':');
        assert.deepEqual(readMember(...within(text), 1.5), parseMember(text, 1.5), text);
      }),
      { numRuns: 3000 },
    );
  });

  it('is malformed with a score that is not finite', () => {
    assert.equal(readMember(...within('1800000000.123:5'), Number.POSITIVE_INFINITY), undefined);
    assert.equal(readMember(...within('1800000000.123:5'), Number.NaN), undefined);
    assert.deepEqual(readMember(...within('1800000000.123:5'), 2), { time: 2, values: [5] });
  });
});

describe('a score that is read from bytes', () => {
  it('is the number that Redis prints, to the last digit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4e9, noNaN: true }), (score) => {
        for (const text of [String(score), score.toPrecision(17), score.toFixed(3)])
          assert.equal(readScore(...within(text)), Number(text));
      }),
    );
  });

  it('is the nearest double to any text of epoch seconds, also near the middle of two', () => {
    const middle = fc.tuple(
      fc.integer({ min: 1e9, max: 9_999_999_999 }),
      fc.integer({ min: 0, max: 2 ** 23 - 1 }),
    );
    fc.assert(
      fc.property(
        middle,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: -1, max: 1 }),
        (at, places, step) => {
          const [whole, place] = at;
          const fraction = Math.round(((place + 0.5) / 2 ** 23) * 10 ** places) + step;
          const text = `${whole}.${String(Math.max(0, fraction)).padStart(places, '0')}`;
          assert.equal(readScore(...within(text)), Number(text), text);
        },
      ),
      { numRuns: 3000 },
    );
    for (const text of [
      '0000000001.123456789',
      '1800000000.',
      '1800000000.12345678901',
      '180000000x.5',
      '1800000000.x',
    ])
      assert.deepEqual(readScore(...within(text)), Number(text), text);
  });

  it('is infinite, or no number, as Redis prints those', () => {
    assert.equal(readScore(...within('inf')), Number.POSITIVE_INFINITY);
    assert.ok(Number.isNaN(readScore(...within('nan'))));
    assert.equal(readScore(...within('1e+20')), 1e20);
  });
});
