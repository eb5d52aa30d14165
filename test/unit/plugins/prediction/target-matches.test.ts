import assert from 'node:assert/strict';
import { TargetMatches } from '../../../../plugins/prediction/target-matches.ts';
import { SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { memoryTarget } from '../../../support/memory-target.ts';

const used = 'web1/memory/memory-used';
const broken = 'a\nb/memory/memory-used';

/** The names found and those that are malformed, after each of the lists of names. */
function matchesAfter(...lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const names = new SeriesNames();
  const matches = new TargetMatches('memory', memoryTarget());
  for (const list of lists) matches.update(names.update(list), names);
  return [matches.found.map(({ identifier }) => identifier.name), [...matches.malformed.keys()]];
}

function disksOf(host: string): string[] {
  return ['root', 'home'].map((one) => `${host}/df-${one}/df_complex-used`);
}

describe('the series that a target matches', () => {
  it('are found among the names, apart from what is no identifier', () => {
    assert.deepEqual(matchesAfter([used, 'web1/memory/memory-free', broken]), [[used], [broken]]);
  });

  it('share what wildcards stand for, of very many hosts', () => {
    const names = new SeriesNames();
    const series = '*/df-*/df_complex-{used,free}';
    const matches = new TargetMatches('disk', { ...memoryTarget(), series });
    matches.update(names.update([...disksOf('web1'), ...disksOf('web2')]), names);
    const captures = matches.found.map((one) => one.captures);
    assert.deepEqual(captures.slice(0, 2), [
      ['root', 'used'],
      ['home', 'used'],
    ]);
    assert.equal(captures[2], captures[0]);
    assert.equal(captures[3], captures[1]);
  });

  it('stay while their names do, and come and go with them', () => {
    const other = 'web2/memory/memory-used';
    assert.deepEqual(matchesAfter([used, broken], [used, broken]), [[used], [broken]]);
    assert.deepEqual(matchesAfter([used, broken], [used, other]), [[used, other], []]);
    assert.deepEqual(matchesAfter([used, broken], []), [[], []]);
    assert.deepEqual(matchesAfter([used], [], [used]), [[used], []]);
  });
});
