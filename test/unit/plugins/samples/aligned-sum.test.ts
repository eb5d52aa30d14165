import assert from 'node:assert/strict';
import type { Sample } from '../../../../analysis/window.ts';
import { AlignedSum } from '../../../../plugins/samples/aligned-sum.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const start = 1.8e9;

/** Samples of this value at these times. */
function at(value: number, ...times: readonly number[]): Sample[] {
  return times.map((time) => ({ time, value }));
}

function sumsOf(...parts: readonly (readonly Sample[])[]): [time: number, value: number][] {
  const sum = new AlignedSum(parts.length);
  for (const [part, samples] of parts.entries()) sum.offer(part, samples);
  return sum.take().map(({ time, value }) => [time, value]);
}

describe('a sum of series', () => {
  it('adds up samples of the same time', () => {
    assert.deepEqual(sumsOf(at(1, 0, 10, 20), at(20, 0, 10, 20), at(300, 0, 10, 20)), [
      [0, 321],
      [10, 321],
      [20, 321],
    ]);
  });

  it('has the time of the latest part, up to half an interval apart', () => {
    assert.deepEqual(sumsOf(at(1, 0, 10, 20), at(2, 4.9, 14.9), at(4, -4.9, 5.1, 15.1)), [
      [4.9, 7],
      [14.9, 7],
    ]);
  });

  it('is missing where a part has nothing within half an interval', () => {
    assert.deepEqual(sumsOf(at(1, 0, 10, 20, 30), at(2, 0, 15.1, 20, 30)), [
      [0, 3],
      [20, 3],
      [30, 3],
    ]);
  });

  it('does not stretch the interval over a hole', () => {
    const lead = at(1, 0, 1, 2, 3, 4, 100, 101);
    assert.deepEqual(sumsOf(lead, at(2, 0, 1, 2, 3, 4, 60, 101)).at(-1), [101, 3]);
    assert.equal(sumsOf(lead, at(2, 0, 1, 2, 3, 4, 60, 101)).length, 6);
  });

  it('uses no sample twice', () => {
    assert.deepEqual(sumsOf(at(1, 0, 10, 13, 20), at(2, 0, 11, 20)), [
      [0, 3],
      [11, 3],
      [20, 3],
    ]);
  });

  it('takes one of a part that is sampled faster', () => {
    const fast = at(2, ...Array.from({ length: 61 }, (_, second) => second));
    assert.equal(sumsOf(at(1, 10, 20, 30, 40), fast).length, 4);
  });

  it('is the same whenever its samples arrive', () => {
    const random = seededRandom(3);
    const parts = [0.2, 0.7, 0.45].map((phase) =>
      Array.from({ length: 200 }, (_, i) => ({ time: i + phase + 0.1 * random(), value: i })).filter(
        () => random() > 0.1,
      ),
    );
    const atOnce = sumsOf(...parts);
    assert.ok(atOnce.length > 100 && atOnce.length < 190);
    for (let round = 0; round < 20; round++) {
      const sum = new AlignedSum(3);
      const left = parts.map((samples) => [...samples]);
      const seen: Sample[] = [];
      while (left.some((samples) => samples.length > 0)) {
        const part = Math.floor(3 * random());
        sum.offer(part, left[part]!.splice(0, Math.ceil(4 * random())));
        seen.push(...sum.take());
      }
      assert.deepEqual(
        seen.map(({ time, value }) => [time, value]),
        atOnce,
      );
    }
  });

  it('names the part that has no sample, and forgets it when it has one again', () => {
    const sum = new AlignedSum(3);
    const offer = (time: number, ...parts: readonly number[]): void => {
      for (const part of parts) sum.offer(part, at(1, time));
      sum.take();
    };
    for (let time = 0; time < 5; time++) offer(time, 0, 1, 2);
    assert.equal(sum.lacking, undefined);
    offer(5, 0, 1);
    assert.equal(sum.lacking, undefined, 'it may come yet');
    for (let time = 6; time < 9; time++) offer(time, 0, 1);
    assert.equal(sum.lacking, 2);
    offer(9, 0, 1, 2);
    assert.equal(sum.lacking, undefined);
  });

  it('does not wait with more samples than it can hold', () => {
    const times = Array.from({ length: 5000 }, (_, second) => second);
    const sums = sumsOf(at(1, ...times), at(2, ...times));
    assert.equal(sums.length, 4000);
    assert.equal(sums.at(-1)![0], 4999);
  });

  it('goes on after a part has been away for very long', () => {
    const sum = new AlignedSum(2);
    for (let time = 0; time < 10_000; time++) {
      sum.offer(0, at(1, time));
      if (time < 10 || time > 9_990) sum.offer(1, at(1, time));
      sum.take();
    }
    sum.offer(0, at(1, 10_000));
    sum.offer(1, at(1, 10_000));
    assert.deepEqual(sum.take(), [{ time: 10_000, value: 2 }]);
  });

  it('tells the part that lacks a sample: at once where it has a later one, else after three more samples', () => {
    const sum = new AlignedSum(2);
    sum.offer(0, at(1, start, start + 1));
    sum.offer(1, at(1, start + 10));
    assert.deepEqual([sum.take(), sum.lacking], [[], 1]);
    const waiting = new AlignedSum(2);
    waiting.offer(0, at(1, start, start + 1, start + 2));
    assert.deepEqual([waiting.take(), waiting.lacking], [[], undefined]);
    waiting.offer(0, at(1, start + 3));
    assert.deepEqual([waiting.take(), waiting.lacking], [[], 1]);
  });

  it('takes samples that are half an interval apart for those of one time, on both sides', () => {
    assert.deepEqual(sumsOf(at(1, 0, 10, 20), at(2, 5, 15, 25)), [
      [5, 3],
      [15, 3],
      [25, 3],
    ]);
    assert.deepEqual(sumsOf(at(1, 0, 10, 20), at(2, -5, 5, 15)), [
      [0, 3],
      [10, 3],
      [20, 3],
    ]);
  });
});
