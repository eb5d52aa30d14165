import assert from 'node:assert/strict';
import { BehindEvidence } from '../../../../plugins/samples/behind-evidence.ts';

/** Looks every two seconds, with the entries of a machine at 0.1 s past each second and others. */
function lookFor(seconds: number, others: (second: number) => readonly number[]): BehindEvidence {
  const times = Array.from({ length: 100 }, (_, place) => place - 100 + 0.1);
  const evidence = new BehindEvidence(times, times.at(-1)!, 0);
  for (let second = 0; second < seconds; second++) {
    times.push(second + 0.1, ...others(second));
    times.sort((a, b) => a - b);
    if (second % 2 === 1) evidence.look([...times], second + 0.1, second + 1);
  }
  return evidence;
}

describe('the evidence of writers whose clocks are behind', () => {
  it('is there for one that goes on as time does, with its interval', () => {
    const [front] = lookFor(20, (second) => [second - 60.6]).fronts!;
    assert.equal(front!.newest, 19 - 60.6);
    assert.equal(front!.at, 20);
    assert.ok(Math.abs(front!.intervalSeconds - 1) < 1e-9);
  });

  it('is there for each of three, the nearest first', () => {
    const { fronts } = lookFor(20, (second) => [second - 600.6, second - 60.6, second - 1e6]);
    assert.deepEqual(
      fronts!.map(({ newest }) => Math.round(newest)),
      [-42, -582, -999_981],
    );
  });

  for (const [name, others] of Object.entries({
    'what is filled in faster': (second: number) => [3 * second - 90.5, 3 * second - 89.5, 3 * second - 88.5],
    'what is filled in more slowly': (second: number) => [0.3 * second - 90.5],
    'every other sample of one source, which comes later': (second: number) => [second - 10 - 0.4],
    'single ones here and there': (second: number) => (second % 5 === 0 ? [-90 + ((second * 37) % 71)] : []),
    'what ends after three seconds': (second: number) => (second < 3 ? [second - 60.6] : []),
    nothing: () => [],
  }))
    it(`is not there for ${name}`, () => {
      assert.equal(lookFor(40, others).fronts, undefined);
    });

  it('is not there while nothing newer comes, as when a clock was set back', () => {
    const times = Array.from({ length: 100 }, (_, place) => place - 100);
    const evidence = new BehindEvidence(times, -1, 0);
    for (let second = 0; second < 20; second++) {
      times.push(second - 60.5);
      times.sort((a, b) => a - b);
      evidence.look([...times], -1, second + 1);
    }
    assert.equal(evidence.fronts, undefined);
  });

  it('is over when nothing has come for ten seconds, or three intervals', () => {
    const evidence = lookFor(4, (second) => [second - 60.6]);
    assert.equal(evidence.isOver(13, 1), false);
    assert.equal(evidence.isOver(15, 1), true);
    assert.equal(evidence.isOver(15, 10), false);
  });
});
