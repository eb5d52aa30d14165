import assert from 'node:assert/strict';
import type { Sample } from '../../../../analysis/window.ts';
import { writersByTime } from '../../../../plugins/samples/interleaved-writers.ts';

interface Clock {
  readonly interval?: number;
  /** Seconds of the first and the last sample. */
  readonly from: number;
  readonly to: number;
  /** Every other sample is late by these seconds. */
  readonly late?: number;
}

/** The samples of a collectd. */
function collectd({ interval = 1, from, to, late = 0 }: Clock, valueAt: (index: number) => number): Sample[] {
  const samples: Sample[] = [];
  for (let index = 0; from + index * interval <= to + 1e-9; index++)
    samples.push({ time: from + index * interval + (index % 2) * late, value: valueAt(index) });
  return samples;
}

function mixed(...some: readonly (readonly Sample[])[]): Sample[] {
  return some.flat().toSorted((a, b) => a.time - b.time);
}

/** The number of writers and their evidence; `none` without them. */
function seen(...some: readonly (readonly Sample[])[]): string {
  const found = writersByTime(mixed(...some));
  if (!found) return 'none';
  assert.equal(found.apartBy, 'time');
  return `${found.writers.length} ${found.evidence ?? 'perhaps'}`;
}

const [low, high] = [(): number => 1, (): number => 9];
/** They differ always, and go up and down together. */
const [lower, higher] = [(index: number): number => index * 3, (index: number): number => index * 3 + 9];

/** One collectd a second for this time, at phases of an interval. */
function atPhases(phases: readonly number[], { to = 20, late = 0 } = {}): string {
  return seen(...phases.map((phase, index) => collectd({ from: phase, to: to + phase, late }, () => index)));
}

/** Two that write nearly in turns. */
const inTurns = (one: (index: number) => number, other: (index: number) => number): string =>
  seen(collectd({ from: 0, to: 20 }, one), collectd({ from: 0.46, to: 20 }, other));

/** The same with values that are equal at these turns. */
const differing = (seconds: number, equalAt: readonly number[]): string =>
  seen(
    collectd({ from: 0, to: seconds }, lower),
    collectd({ from: 0.46, to: seconds + 0.5 }, (index) =>
      equalAt.includes(index) ? lower(index) : higher(index),
    ),
  );

describe('writers with times of their own', () => {
  it('have each their samples, interval and newest sample', () => {
    const samples = mixed(collectd({ from: 0, to: 20 }, low), collectd({ from: 0.25, to: 20 }, high));
    const { writers } = writersByTime(samples)!;
    const [first, second] = writers.toSorted((a, b) => b.newest - a.newest);
    assert.deepEqual(
      [first!.newest, first!.intervalSeconds, second!.newest, second!.intervalSeconds],
      [20, 1, 19.25, 1],
    );
    for (const { places } of writers)
      assert.equal(new Set(places.map((place) => samples[place]!.value)).size, 1);
    assert.deepEqual([first!.places.length, second!.places.length], [21, 20]);
  });

  it('are two to four', () => {
    assert.equal(atPhases([0]), 'none');
    assert.equal(atPhases([0, 0.3]), '2 times');
    assert.equal(atPhases([0, 0.1, 0.4, 0.7]), '4 times');
    assert.equal(atPhases([0, 0.1, 0.2, 0.3, 0.7]), 'none');
  });

  it('make nine of ten samples', () => {
    const both = [collectd({ from: 0, to: 8 }, low), collectd({ from: 0.3, to: 8.3 }, high)];
    const strays = [2.77, 5.58, 6.11].map((time) => ({ time, value: 5 }));
    assert.equal(seen(...both, strays.slice(0, 2)), '2 times');
    assert.equal(seen(...both, strays), 'none');
  });

  it('have eight samples each while both write: one that follows the other is one that was restarted', () => {
    const first = collectd({ from: 0, to: 19 }, low);
    assert.equal(seen(first, collectd({ from: 11.3, to: 30.3 }, high)), '2 times');
    assert.equal(seen(first, collectd({ from: 12.3, to: 31.3 }, high)), 'none');
    assert.equal(seen(first, collectd({ from: 19.3, to: 38.3 }, high)), 'none');
  });

  it('at two intervals have five of the slower one while both write', () => {
    const slow = collectd({ interval: 10, from: 3.3, to: 63.3 }, high);
    assert.equal(seen(slow, collectd({ from: 0, to: 70 }, low)), '2 times');
    assert.equal(seen(slow, collectd({ from: 20, to: 70 }, low)), '2 times');
    assert.equal(seen(slow, collectd({ from: 30, to: 70 }, low)), 'none');
  });

  it('at two intervals are as regular as a collectd is, and only two', () => {
    const slow = collectd({ interval: 10, from: 3.3, to: 63.3 }, high);
    assert.equal(seen(slow, collectd({ from: 0, to: 70, late: 0.005 }, low)), '2 times');
    assert.equal(seen(slow, collectd({ from: 0, to: 70, late: 0.02 }, low)), 'none');
    const other = collectd({ interval: 10, from: 6.6, to: 66.6 }, high);
    assert.equal(seen(slow, other, collectd({ from: 0, to: 70 }, low)), 'none');
  });

  it('at two intervals are not one that was silent for whole intervals', () => {
    for (const silent of [6, 7, 9, 12])
      for (const after of [1, 2, 3]) {
        const before = collectd({ from: 0, to: 62 - after }, low);
        const then = 62 - after + silent;
        assert.equal(
          seen(before, collectd({ from: then, to: then + after - 1 }, low)),
          'none',
          `${silent} s`,
        );
      }
    const slow = collectd({ interval: 7, from: 0, to: 70 }, high);
    assert.equal(
      seen(slow, collectd({ from: 0, to: 70 }, low)),
      '2 times',
      'one that reads at the same times',
    );
    const holed = collectd({ from: 0, to: 70 }, low).filter(({ time }) => time % 14 !== 0);
    assert.equal(seen(slow, holed), '2 times', 'one that lacks every other of them');
  });

  it('that are more than two are as regular as that, too; two may be less so', () => {
    assert.equal(atPhases([0, 0.2, 0.55], { late: 0.005 }), '3 times');
    assert.equal(atPhases([0, 0.2, 0.55], { late: 0.02 }), 'none');
    assert.equal(atPhases([0, 0.25], { late: 0.02 }), '2 times');
  });

  it('are certain at phases that a late one does not explain', () => {
    const at = (phase: number, late: number, other = higher): string =>
      seen(collectd({ from: 0, to: 40, late }, lower), collectd({ from: phase, to: 40, late }, other));
    assert.equal(at(0.4, 0), '2 times');
    assert.equal(at(0.4, 0.026), '2 perhaps');
    assert.equal(at(0.3, 0.026), '2 times');
    assert.equal(at(0.4, 0, lower), 'none', 'with equal values');
    assert.equal(at(0.37, 0, lower), '2 times', 'with equal values');
  });

  it('nearly in turns are certain by their levels alone, whichever is higher', () => {
    assert.equal(inTurns(low, high), '2 levels');
    assert.equal(inTurns(high, low), '2 levels');
    assert.equal(inTurns(lower, higher), '2 perhaps');
    assert.equal(inTurns(higher, lower), '2 perhaps');
    assert.equal(inTurns(low, low), 'none');
    assert.equal(
      inTurns(low, (index) => (index % 2 === 0 ? 0 : 9)),
      'none',
    );
  });

  it('nearly in turns differ nine of ten times, and seven times at least', () => {
    assert.equal(differing(8, [4]), '2 perhaps');
    assert.equal(differing(8, [4, 6]), 'none');
    assert.equal(differing(20, [5, 9]), '2 perhaps');
    assert.equal(differing(20, [5, 9, 12]), 'none');
  });

  it('nearly in turns differ each of them, where there are three', () => {
    const turns = (third: (index: number) => number): string =>
      seen(
        collectd({ from: 0, to: 20 }, low),
        collectd({ from: 0.3, to: 20 }, high),
        collectd({ from: 0.64, to: 20 }, third),
      );
    assert.equal(
      turns(() => 5),
      '3 levels',
    );
    assert.equal(turns(low), 'none');
  });
});
