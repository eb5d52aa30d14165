import assert from 'node:assert/strict';
import { PeerClock } from '../../../../notifiers/alertmanager/peer-clock.ts';
import { exampleTime } from '../../../support/example-event.ts';

const dated = (secondsAhead: number): string => new Date((exampleTime + secondsAhead) * 1000).toUTCString();

describe('the clock of a peer', () => {
  let clock: PeerClock;
  beforeEach(() => {
    clock = new PeerClock('Alertmanager http://am');
  });

  /** @param seconds from the request to its answer, which is dated at its end */
  function answered(secondsAhead: number, seconds = 0): boolean {
    return clock.learn(dated(secondsAhead), exampleTime - seconds, exampleTime);
  }

  it('is ours within some seconds, however long the answer takes, and without a date', () => {
    for (const [ahead, seconds] of [
      [0, 0],
      [4, 0],
      [-4, 0],
      [-9, 9],
      [-12, 9],
    ] as const)
      assert.equal(answered(ahead, seconds), false, `${ahead} s ahead after ${seconds} s`);
    for (const date of [undefined, 'never', ''])
      assert.equal(clock.learn(date, exampleTime, exampleTime), false);
    assert.equal(clock.note, undefined);
    assert.deepEqual(clock.present(7), { earliest: 7, latest: 7 });
  });

  it('makes alerts fire by both clocks, and end by both, when it is ahead or behind', () => {
    assert.equal(answered(300), true);
    const ahead = clock.present(exampleTime);
    assert.equal(ahead.earliest, exampleTime);
    assert.ok(ahead.latest >= exampleTime + 300 && ahead.latest <= exampleTime + 301);
    assert.equal(answered(-300), true);
    const behind = clock.present(exampleTime);
    assert.equal(behind.latest, exampleTime);
    assert.ok(behind.earliest <= exampleTime - 300 && behind.earliest >= exampleTime - 301);
  });

  it('is told once, with the cure, though its difference wanders', () => {
    answered(299.5);
    const { note } = clock;
    assert.match(note ?? '', /^Alertmanager http:\/\/am: its clock is 5 min ahead of this machine's.*NTP/);
    for (const ahead of [303, 297, 320, 280]) answered(ahead);
    assert.equal(clock.note, note);
    answered(100);
    assert.match(clock.note ?? '', / 10[01] s ahead/);
    answered(107);
    assert.match(clock.note ?? '', / 10[01] s ahead/);
    answered(600);
    assert.match(clock.note ?? '', /10 min ahead of/);
    answered(-90);
    assert.match(clock.note ?? '', /behind this/);
  });

  it('has to agree well before it is ours again', () => {
    answered(7);
    answered(4.5);
    assert.notEqual(clock.note, undefined);
    answered(0.5);
    assert.equal(clock.note, undefined);
    answered(4.5);
    assert.equal(clock.note, undefined);
  });
});
