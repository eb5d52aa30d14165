import assert from 'node:assert/strict';
import { splitPast, WriterSplit } from '../../../../plugins/samples/writer-split.ts';
import { findWriters, samplesLookedAt } from '../../../../plugins/samples/writers.ts';
import type { Sample } from '../../../../analysis/window.ts';

const start = 1.8e9;

/** One sample a second from one second to another; the value tells the writer. */
function from(phase: number, value: number, [first, last]: readonly [number, number]): Sample[] {
  const samples: Sample[] = [];
  for (let second = first; second < last; second++) samples.push({ time: start + second + phase, value });
  return samples;
}

function inOrder(...writers: readonly Sample[][]): Sample[] {
  return writers.flat().toSorted((a, b) => a.time - b.time);
}

/** The values and counts of each writer's past. */
function split(past: readonly Sample[]): string[] {
  const shown = past.slice(-samplesLookedAt);
  const own = splitPast(past, shown, findWriters(shown)!);
  return own.map((some) => `${[...new Set(some.map(({ value }) => value))].join('+')} ${some.length}`).sort();
}

describe('the samples of several writers', () => {
  it('are told apart in the past, by time and by level', () => {
    assert.deepEqual(split(inOrder(from(0, 1, [0, 500]), from(0.3, 2, [0, 500]))), ['1 500', '2 500']);
    assert.deepEqual(split(inOrder(from(0, 1, [0, 500]), from(0.01, 2, [0, 500]))), ['1 500', '2 500']);
  });

  it('are of the first one before the second one began, whatever their times then', () => {
    const first = [...from(0.55, 1, [0, 200]), ...from(0, 1, [200, 500])];
    assert.deepEqual(split(inOrder(first, from(0.3, 2, [400, 500]))), ['1 500', '2 100']);
  });

  it('are told apart as they drift', () => {
    const slow = from(0.3, 2, [0, 500]).map(({ time, value }) => ({
      time: time + (time - start) * 2e-4,
      value,
    }));
    assert.deepEqual(split(inOrder(from(0, 1, [0, 500]), slow)), ['1 500', '2 500']);
  });

  it('are told apart one by one, each once, and also when one comes late', () => {
    const shown = inOrder(from(0, 1, [0, 32]), from(0.3, 2, [0, 32]));
    const writers = findWriters(shown)!;
    const newest = writers.writers.map(({ places }) => shown[places.at(-1)!]!);
    const one = new WriterSplit(writers, newest);
    const values = newest.map(({ value }) => value);
    const take = (second: number, value: number): number | undefined => {
      const writer = one.take({ time: start + second, value });
      return writer === undefined ? undefined : values[writer];
    };
    assert.equal(take(31.3, 2), undefined);
    assert.equal(take(32, 1), 1);
    assert.equal(take(34, 1), 1);
    assert.equal(take(32.3, 2), 2);
    assert.equal(take(32.3, 2), undefined);
    assert.equal(take(34.66, 3), undefined);
    assert.equal(take(40.31, 2), 2);
  });
});
