import assert from 'node:assert/strict';
import { formatFindings } from '../../../../tools/check/findings-text.ts';

const findings = [
  {
    subject: 'a',
    ok: false,
    text: 'is not there: copy /a/very/long/path/of/a/file/that/has/no/spaces/in/it/at/all/and/restart it',
  },
  { subject: 'b', ok: true, text: 'is fine' },
  { subject: 'c', ok: true, kind: 'wait' as const, text: 'is not there yet' },
  { subject: 'd', ok: true, kind: 'note' as const, text: 'is slow' },
];

describe('the findings of dma check for people', () => {
  it('begin with what works, end with what is missing and a count, and have one line each', () => {
    assert.deepEqual(formatFindings(findings, undefined).split('\n'), [
      'ok       b: is fine',
      'note     d: is slow',
      'wait     c: is not there yet',
      `MISSING  a: ${findings[0]!.text}`,
      '1 ok, 1 note, 1 wait, 1 MISSING',
      '',
    ]);
  });

  it('are wrapped at the width of a terminal, beside the word', () => {
    const lines = formatFindings(findings, 60).trimEnd().split('\n').slice(3);
    assert.deepEqual(lines, [
      'MISSING  a: is not there: copy',
      '         /a/very/long/path/of/a/file/that/has/no/spaces/in/it/at/all/and/restart',
      '         it',
      '1 ok, 1 note, 1 wait, 1 MISSING',
    ]);
  });

  it('are not wrapped in a terminal that is too narrow', () => {
    assert.equal(formatFindings(findings, 20).trimEnd().split('\n').length, 5);
  });
});
