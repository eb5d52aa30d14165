import assert from 'node:assert/strict';
import { clockOffset, SeriesClock, type ClockReading } from '../../../../plugins/samples/series-clock.ts';

const start = 1_000_000;

/** The present after these seconds, by clocks that run alike. */
function at(seconds: number): ClockReading {
  return { now: start + seconds, monotonic: seconds };
}

describe('the offset that an arrival shows', () => {
  for (const [time, unseen, late, offset] of [
    [0, 0, 0, 0],
    [3, 0, 0, 0],
    [3.5, 0, 0, 3.5],
    [-10, 0, 0, 0],
    [-11, 0, 0, -11],
    [-11, 1, 0, 0],
    [-20, 5, 0, -15],
    [-20, 0, 20, 0],
    [-21, 0, 20, -21],
    [-1e6, Number.POSITIVE_INFINITY, 0, 0],
  ] as const)
    it(`is ${offset} s for a sample ${time} s from now that was not there ${unseen} s ago, where ${late} s late is usual`, () => {
      assert.equal(clockOffset(start + time, start, unseen, late), offset);
    });
});

describe('the clock of a series', () => {
  let clock: SeriesClock;
  beforeEach(() => {
    clock = new SeriesClock();
  });

  /** Looks once a second from 0 on, at samples with these times. */
  function lookAt(...times: readonly (number | undefined)[]): void {
    for (const [second, time] of times.entries())
      clock.look(time === undefined ? undefined : start + time, at(second));
  }

  it('is right until an arrival shows something else', () => {
    lookAt(0, undefined, 2);
    assert.deepEqual([clock.offsetSeconds, clock.isCertain, clock.ahead(start)], [0, true, start]);
    assert.equal(clock.latest(start), start + 300);
  });

  it('is ahead for certain when three arrivals in a row show it', () => {
    lookAt(100, 101);
    assert.deepEqual([clock.offsetSeconds, clock.isCertain], [100, false]);
    lookAt(101, 101, undefined);
    assert.equal(clock.isCertain, false, 'nothing new has come');
    clock.look(start + 103, at(3));
    assert.deepEqual([clock.offsetSeconds, clock.isCertain], [100, true]);
    assert.deepEqual([clock.ahead(start), clock.latest(start)], [start + 100, start + 400]);
    clock.look(start + 104, at(104));
    assert.deepEqual([clock.offsetSeconds, clock.isCertain], [0, true], 'one that fits begins anew');
  });

  it('is right again when the store has lost an entry from the future, and older ones arrive', () => {
    lookAt(0, 200);
    assert.equal(clock.offsetSeconds, 199);
    lookAt(0, 200, 2);
    assert.deepEqual([clock.offsetSeconds, clock.isCertain], [0, true]);
  });

  it('is not behind because the store has lost its newest entries', () => {
    lookAt(0, 1);
    clock.look(start - 60, at(2));
    assert.equal(clock.offsetSeconds, 0);
  });

  it('is ahead by what is known of it when ours is set back after the newest sample was seen first', () => {
    lookAt(0, 1);
    clock.look(start + 1, { now: start - 99, monotonic: 2 });
    assert.deepEqual([clock.offsetSeconds, clock.isCertain], [100, false]);
  });

  it('is behind by how late its samples are for certain, and never holds our own back', () => {
    lookAt(-500);
    assert.equal(clock.offsetSeconds, 0, 'it may have been there for long');
    lookAt(-500, -499);
    assert.deepEqual([clock.offsetSeconds, clock.ahead(start)], [-499, start]);
  });

  it('stays as it is known where an arrival does not contradict that', () => {
    clock.look(start + 100, at(0));
    clock.look(start + 103, at(4));
    assert.equal(clock.offsetSeconds, 100, 'it came up to four seconds ago');
    clock.look(start + 130, at(5));
    assert.equal(clock.offsetSeconds, 125);
    clock.look(start + 133, at(6));
    assert.equal(clock.offsetSeconds, 127, 'at least as much as now');
    clock.look(start + 133.5, at(7));
    assert.equal(clock.offsetSeconds, 127, 'at most as much as then');
  });

  it('allows for samples that are late as a rule', () => {
    clock.look(start - 60, at(0), 100);
    clock.look(start - 59, at(1), 100);
    assert.equal(clock.offsetSeconds, 0);
    clock.look(start - 58, at(2), 0);
    assert.equal(clock.offsetSeconds, -59);
  });

  it('leaves out an entry from far ahead that none follows', () => {
    assert.equal(clock.lookBeyond(undefined, at(0)), 'none');
    assert.equal(clock.lookBeyond(start + 300, at(0)), 'none');
    assert.equal(clock.lookBeyond(start + 5000, at(0)), 'unknown');
    assert.equal(clock.lookBeyond(start + 5000, at(19)), 'unknown');
    assert.equal(clock.hasStray, false);
    assert.equal(clock.lookBeyond(start + 5000, at(20)), 'stray');
    assert.equal(clock.lookBeyond(start + 5000, at(21)), 'stray');
    assert.deepEqual([clock.hasStray, clock.hasNewStray, clock.offsetSeconds], [true, true, 0]);
    assert.equal(clock.lookBeyond(start, at(22)), 'none');
    assert.equal(clock.hasStray, false);
  });

  it('is ahead when an entry from far ahead is followed by another one, as time goes on', () => {
    clock.lookBeyond(start + 5000, at(0));
    assert.equal(clock.lookBeyond(start + 5310, at(10)), 'followed');
    assert.deepEqual([clock.offsetSeconds, clock.hasStray], [5300, false]);
    assert.equal(clock.lookBeyond(start + 5311, at(11)), 'none');
  });

  it('takes no jump, and no time that none can tell, for one that follows', () => {
    clock.lookBeyond(start + 5000, at(0));
    assert.equal(clock.lookBeyond(start + 5311, at(10)), 'unknown');
    assert.equal(clock.lookBeyond(start + 5312, at(11)), 'followed');
    const last = 253_402_300_799;
    clock = new SeriesClock();
    clock.lookBeyond(last, at(0));
    assert.equal(clock.lookBeyond(last + 1, at(1)), 'unknown');
    assert.equal(clock.offsetSeconds, 0);
  });

  it('knows a stray entry at once when a sample of the present arrives beside it', () => {
    clock.lookBeyond(start + 5000, at(0));
    clock.look(start + 201, at(0));
    assert.equal(clock.lookBeyond(start + 5000, at(1)), 'unknown');
    clock.look(start + 202, at(2));
    assert.equal(clock.lookBeyond(start + 5000, at(2)), 'stray');
  });

  it('is behind for certain from the first sample on when another look has shown that it was set back', () => {
    clock.restart({ offsetSeconds: -90, monotonic: 100 });
    clock.look(1000 - 89.5, { now: 1000, monotonic: 101 });
    assert.equal(clock.isCertain, true);
    assert.ok(Math.abs(clock.offsetSeconds + 90) < 2, `${clock.offsetSeconds}`);
  });

  it('forgets everything when it was set, and expects the strays that it has left', () => {
    lookAt(100, 101, 102);
    clock.restart();
    assert.deepEqual([clock.offsetSeconds, clock.isCertain], [0, true]);
    clock.lookBeyond(start + 5000, at(0));
    clock.look(start, at(0));
    assert.equal(clock.lookBeyond(start + 5000, at(1)), 'stray');
    assert.deepEqual([clock.hasStray, clock.hasNewStray], [true, false]);
    clock.lookBeyond(start, at(2));
    clock.lookBeyond(start + 9000, at(3));
    clock.look(start + 1, at(3));
    assert.equal(clock.hasNewStray, true);
  });
});
