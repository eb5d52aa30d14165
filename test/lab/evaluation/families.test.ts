import assert from 'node:assert/strict';
import { familiesOf, recordedTraces } from '../../../tools/lab/evaluation/training-material.ts';
import { readRecordedSeries } from '../../../tools/archives/recorded-series.ts';

describe('families of kinds', () => {
  it('are the kinds themselves where nothing was recorded twice', () => {
    const families = familiesOf([{ kind: 'a' }, { kind: 'b', run: '1' }, { kind: 'c', run: '2' }]);
    assert.deepEqual(
      [...families],
      ['a', 'b', 'c'].map((kind) => [kind, kind]),
    );
  });

  it('hold together what was recorded in one run, over any number of steps', () => {
    const families = familiesOf([
      { kind: 'a', run: '1' },
      { kind: 'b', run: '2' },
      { kind: 'c', run: '1' },
      { kind: 'd' },
      { kind: 'c', run: '2' },
    ]);
    assert.equal(new Set(['a', 'b', 'c'].map((kind) => families.get(kind))).size, 1);
    assert.notEqual(families.get('d'), families.get('a'));
  });

  it('know every run that was recorded in two ways', () => {
    const series = readRecordedSeries(recordedTraces);
    const twice = series.filter(({ name }) => /_(heap|rss|tmf|used|avail)$/.test(name));
    const counts = new Map<string, number>();
    for (const { name } of twice) {
      const run = name.replace(/_[a-z]+$/, '');
      counts.set(run, (counts.get(run) ?? 0) + 1);
    }
    for (const { name, run } of twice) {
      const base = name.replace(/_[a-z]+$/, '');
      if (counts.get(base)! > 1) assert.equal(run, base, name);
    }
  });
});
