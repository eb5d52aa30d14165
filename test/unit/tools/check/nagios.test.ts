import assert from 'node:assert/strict';
import type { Finding } from '../../../../tools/check/finding.ts';
import { nagiosResult, nagiosUnknown } from '../../../../tools/check/nagios.ts';

const fine: Finding = { subject: 'a', ok: true, text: 'is fine' };
const noted: Finding = { subject: 'b', ok: true, kind: 'note', text: 'is slow' };
const waiting: Finding = { subject: 'c', ok: true, kind: 'wait', text: 'is not there yet' };
const missing: Finding = { subject: 'd', ok: false, text: 'is not there: a | b' };
const figures = { series: 12, predicted: 11, ageSeconds: 3.04 };

const lines = (
  findings: readonly Finding[],
  more: Partial<typeof figures> | { ageSeconds: undefined } = {},
) => {
  const { text, exitCode } = nagiosResult({ findings, figures: { ...figures, ...more } });
  return { lines: text.trimEnd().split('\n'), exitCode };
};

describe('dma check as a plugin of Nagios', () => {
  it('is OK with 0 when all is well, notes included, with performance data in the first line', () => {
    const { lines: all, exitCode } = lines([fine, noted]);
    assert.equal(exitCode, 0);
    assert.deepEqual(all, [
      'DMA OK - 11 series predicted, 2 checks passed | series=12;;;0 predicted=11;;;0 age=3.0s;;;0 missing=0;;0;0 waiting=0;0;;0 notes=1;;;0',
      'ok       a: is fine',
      'note     b: is slow',
      '1 ok, 1 note',
    ]);
  });

  it('is WARNING with 1 while something is waited for', () => {
    const { lines: all, exitCode } = lines([fine, waiting], { ageSeconds: undefined });
    assert.equal(exitCode, 1);
    assert.match(all[0]!, /^DMA WARNING - waiting for c \| .* age=U;;;0 .* waiting=1;0;;0 /);
  });

  it('is CRITICAL with 2 when something is missing, and has one bar, before the performance data', () => {
    const { lines: all, exitCode } = lines([
      missing,
      waiting,
      ...['e', 'f', 'g'].map((subject) => ({ ...missing, subject })),
    ]);
    assert.equal(exitCode, 2);
    assert.match(all[0]!, /^DMA CRITICAL - d, e, f and 1 more missing: is not there: a \/ b \| series=/);
    assert.deepEqual([all.join('\n').split('|').length, all.length], [2, 7]);
  });

  it('has a short first line, for text messages, and the whole text in further ones', () => {
    const text = `is not there: ${'cause '.repeat(90)}`.trim();
    const { lines: all } = lines([{ subject: 'd', ok: false, text: `${text}\nmore` }]);
    assert.match(all[0]!, /^DMA CRITICAL - d missing: is not there: cause .*\.\.\. \| series=12;/);
    assert.ok(all[0]!.length < 320, all[0]);
    assert.equal(all[1], `MISSING  d: ${text}`);
    const [first, ...more] = nagiosUnknown(`dma.yaml: ${text}\nmore`).text.split('\n');
    assert.match(first!, /^DMA UNKNOWN - dma\.yaml: is not there: cause .*\.\.\.$/);
    assert.ok(first!.length < 300, first);
    assert.deepEqual(more, [`dma.yaml: ${text}`, 'more', '']);
  });

  it('is UNKNOWN with 3 when nothing can be said', () => {
    assert.deepEqual(nagiosUnknown('dma.yaml:1:1: x | y\ndma.yaml:2:1: z'), {
      text: 'DMA UNKNOWN - dma.yaml:1:1: x / y\ndma.yaml:2:1: z\n',
      exitCode: 3,
    });
  });
});
