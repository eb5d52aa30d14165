import assert from 'node:assert/strict';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import { QuietSeries } from '../../../../plugins/series/quiet-series.ts';
import { everySecond, memorySeries, predictedMemory } from '../../../support/memory-series.ts';

/** Monotonic seconds of the newest sample; the next one should have come {@link lateSeconds} later. */
const heard = 100;
const lateSeconds = 7;

const seriesOf = (count: number): PredictedSeries[] =>
  Array.from({ length: count }, (_, place) => {
    const one = predictedMemory(memorySeries(`web${place}/memory/memory-used`, '', { foundAt: 0 }));
    one.append(everySecond(1.8e9, [5, 5, 5, 5, 5, 5, 5, 5, 5, 5]), heard, 1);
    return one;
  });

describe('the series that get no samples', () => {
  let quiet: QuietSeries;
  let entry: PredictedSeries;
  beforeEach(() => {
    quiet = new QuietSeries(1);
    entry = seriesOf(1)[0]!;
  });

  /** The seconds up to `end` at which it is its turn; it is noted in each up to `noted`. */
  function looks(from: number, end: number, noted = end): number[] {
    const seconds: number[] = [];
    for (let second = from; second < end; second++) {
      if (second < noted) quiet.note(entry, second);
      if ([...quiet.due(second)].length > 0) seconds.push(second - heard);
    }
    return seconds;
  }

  it('are looked at once the next sample should have come', () => {
    assert.deepEqual(looks(heard, heard + 12), [lateSeconds, lateSeconds + 2, lateSeconds + 4]);
  });

  it('are looked at more rarely after a minute', () => {
    const all = looks(heard, heard + lateSeconds + 100);
    assert.deepEqual(
      all.slice(0, 30),
      [...Array(30).keys()].map((turn) => lateSeconds + 2 * turn),
    );
    assert.deepEqual(
      all.slice(30).map((one) => one - lateSeconds),
      [68, 78, 88, 98],
    );
  });

  it('are looked at no more when a sample has come', () => {
    looks(heard, heard + 20);
    entry.append(everySecond(1.8e9 + 10, [5]), heard + 20, 1);
    assert.deepEqual(looks(heard + 20, heard + 20 + lateSeconds), []);
    assert.deepEqual(looks(heard + 20 + lateSeconds, heard + 28), [20 + lateSeconds]);
  });

  it('are looked at no more when they are not read any more', () => {
    const all = looks(heard, heard + 200, heard + 20);
    assert.ok(all.at(-1)! <= 80 && all.at(-1)! >= 70, `${all.at(-1)}`);
    assert.deepEqual(looks(heard + 200, heard + 201), [200], 'it is read again');
  });

  it('are looked at no more when that is said', () => {
    looks(heard, heard + 20);
    quiet.delete(entry);
    assert.deepEqual([...quiet.due(heard + 30)], []);
  });

  it('are told to be silent only after the first look', () => {
    for (let second = heard; second < heard + 300; second++) entry.series.isStale(second, 1);
    assert.equal(entry.series.isStale(heard + 300, 1), true);
    quiet.note(entry, heard + 300);
    assert.equal(entry.series.isStale(heard + 301, 1), false);
    assert.equal(entry.series.isStale(heard + 302, 1), true);
  });

  it('are so many in one round, and so many in all', () => {
    const many = seriesOf(2100);
    for (const one of many) quiet.note(one, heard + lateSeconds);
    const rounds = [0, 1, 2, 3, 4].map((round) => [...quiet.due(heard + lateSeconds + round / 4)]);
    assert.deepEqual(
      rounds.map((due) => due.length),
      [500, 500, 500, 500, 0],
    );
    assert.equal(new Set(rounds.flat()).size, 2000);
  });
});
