import assert from 'node:assert/strict';
import { SeriesRegister } from '../../../../plugins/prediction/series-register.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import { memorySeries, predictedMemory } from '../../../support/memory-series.ts';

const hostOf = (entry: PredictedSeries): string => entry.series.identifier.host;

describe('the register of series', () => {
  let register: SeriesRegister;
  let events: string[];
  beforeEach(() => {
    events = [];
    register = new SeriesRegister({
      join: (entry) => events.push(`join ${hostOf(entry)}`),
      leave: (entry) => events.push(`leave ${hostOf(entry)}`),
    });
  });

  const hosts = (): string[] => register.loaded.map(hostOf);

  /** One whose past has been read. */
  function loaded(host: string): PredictedSeries {
    const entry = predictedMemory(memorySeries(`${host}/memory/memory-used`));
    register.add(entry);
    register.load(entry);
    return entry;
  }

  it('has the series whose past has been read, and tells of them as they come and go', () => {
    const entries = ['a', 'b', 'c', 'd', 'e'].map(loaded);
    const waiting = predictedMemory(memorySeries('f/memory/memory-used'));
    register.add(waiting);
    assert.deepEqual(hosts(), ['a', 'b', 'c', 'd', 'e']);
    for (const gone of [entries[3]!, entries[1]!, entries[2]!, waiting]) register.remove(gone.series);
    register.remove(entries[1]!.series);
    assert.deepEqual(hosts(), ['a', 'e']);
    loaded('b');
    assert.deepEqual(hosts(), ['a', 'e', 'b']);
    const told = [
      'join a',
      'join b',
      'join c',
      'join d',
      'join e',
      'leave d',
      'leave b',
      'leave c',
      'join b',
    ];
    assert.deepEqual(events, told);
  });

  it('leaves the list as it is for those who go through it while one goes', () => {
    const [first] = ['a', 'b'].map(loaded);
    const before = register.loaded;
    register.remove(first!.series);
    assert.deepEqual(before.map(hostOf), ['a', 'b']);
    assert.deepEqual(hosts(), ['b']);
    assert.equal(register.loaded, register.loaded, 'the same until one goes');
  });

  it('has those that are left when many go', () => {
    const entries = Array.from({ length: 100 }, (_, host) => loaded(`web${host}`));
    for (const [place, { series }] of entries.entries()) if (place % 3 > 0) register.remove(series);
    assert.deepEqual(
      register.loaded,
      entries.filter((_, place) => place % 3 === 0),
    );
  });

  it('has one of a name: the one that was added last', () => {
    loaded('a');
    const other = loaded('a');
    assert.deepEqual(register.loaded, [other]);
    assert.deepEqual(events, ['join a', 'leave a', 'join a']);
  });

  it('has no series whose past was read after it had gone', () => {
    const entry = predictedMemory(memorySeries());
    register.add(entry);
    register.remove(entry.series);
    register.load(entry);
    assert.deepEqual([hosts(), events], [[], []]);
  });
});
