import assert from 'node:assert/strict';
import { BehindSuspects, type Suspect } from '../../../../plugins/series/behind-suspects.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import { memorySeries, predictedMemory } from '../../../support/memory-series.ts';

const [quiet, going] = [
  { isQuiet: true, within: undefined },
  { isQuiet: false, within: undefined },
];

const seriesOf = (host: string, plugin = 'memory'): PredictedSeries =>
  predictedMemory(memorySeries(`${host}/${plugin}/${plugin}-used`));

describe('the series into which something comes behind the newest entry', () => {
  let suspects: BehindSuspects;
  const one = seriesOf('web1');
  beforeEach(() => {
    suspects = new BehindSuspects();
  });

  /** Begins one that has had entries up to 1000, and whose samples arrive every ten seconds. */
  function begin(entry: PredictedSeries, now: number, how: Pick<Suspect, 'isQuiet' | 'within'>): Suspect {
    Object.defineProperty(entry.source, 'firstRead', {
      value: { readCount: 3, newestRead: 1000 },
      configurable: true,
    });
    Object.defineProperty(entry.series.gaps, 'arrivalSeconds', { value: () => 10, configurable: true });
    suspects.begin(entry, [998, 999, 1000], now, how);
    return suspects.get(entry)!;
  }

  it('are looked at every two seconds, the one that was looked at last at the end', () => {
    const other = seriesOf('web2');
    const first = begin(one, 100, quiet);
    begin(other, 100, quiet);
    assert.deepEqual([...suspects.due(100)], [one, other]);
    suspects.putLast(one, first);
    assert.deepEqual([...suspects.due(101)], []);
    assert.deepEqual([...suspects.due(102)], [other, one]);
  });

  it('wait for the first one of their host that gets nothing else, for half a minute', () => {
    const [same, foreign] = [seriesOf('web1', 'swap'), seriesOf('web2')];
    begin(one, 100, going);
    assert.equal(suspects.waits(same, 110), false);
    begin(one, 100, quiet);
    assert.equal(suspects.waits(same, 110), true);
    assert.equal(suspects.waits(foreign, 110), false);
    assert.equal(suspects.waits(same, 130), false);
  });

  it('are twenty at most, and a thousand of those that get nothing else', () => {
    for (let count = 0; count < 20; count++) {
      assert.equal(suspects.mayBegin(one, 100, false), true);
      begin(seriesOf(`a${count}`), 100, going);
    }
    assert.equal(suspects.mayBegin(one, 100, false), false);
    for (let count = 0; count < 1000; count++) {
      assert.equal(suspects.mayBegin(one, 100, true), true);
      begin(seriesOf(`b${count}`), 100, quiet);
    }
    assert.equal(suspects.mayBegin(one, 100, true), false);
  });

  it('end when nothing has come for some time, and may begin again at once', () => {
    const suspect = begin(one, 100, going);
    assert.equal(suspects.endIfOver(one, suspect, 130), false);
    assert.equal(suspects.endIfOver(one, suspect, 131), true);
    assert.equal(suspects.get(one), undefined);
    assert.equal(suspects.mayBegin(one, 131, false), true);
  });

  for (const [how, rest] of [
    [going, 600],
    [quiet, 60],
  ] as const)
    it(`end where they are not confirmed, and then rest for ${rest} s`, () => {
      const suspect = begin(one, 100, how);
      const times = [998, 999, 1000];
      for (let now = 101; now <= 300; now++) {
        times.push(now / 100);
        suspect.evidence.look([...times], 1000, now);
      }
      assert.equal(suspects.endIfOver(one, suspect, 300), false);
      assert.equal(suspects.endIfOver(one, suspect, 301), true);
      assert.equal(suspects.mayBegin(one, 300 + rest, how.isQuiet), false);
      assert.equal(suspects.mayBegin(one, 301 + rest, how.isQuiet), true);
    });

  it('are read where entries came, as far as those may have gone on since, within what is known', () => {
    const free = begin(one, 100, quiet);
    assert.equal(suspects.stretchOf(free, 101), undefined);
    free.evidence.look([500, 501, 998, 999, 1000], 1000, 101);
    assert.deepEqual(suspects.stretchOf(free, 101), { from: 499, until: 561 });
    assert.deepEqual(suspects.stretchOf(free, 111), { from: 499, until: 591 });
    assert.equal(suspects.stretchOf(free, 401)?.until, 1000);
    const within = { from: 480, until: 570 };
    const bound = begin(one, 100, { isQuiet: true, within });
    assert.equal(suspects.stretchOf(bound, 101), within);
    bound.evidence.look([500, 501, 998, 999, 1000], 1000, 101);
    assert.deepEqual(suspects.stretchOf(bound, 111), { from: 499, until: 570 });
  });
});
