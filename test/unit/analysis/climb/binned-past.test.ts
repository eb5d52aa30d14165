import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { averageBlocks, BinnedPast } from '../../../../analysis/climb/binned-past.ts';

/** Points as the past tells them: mean time relative to the newest point, and mean value. */
function pointsOf(past: BinnedPast): [number, number][] {
  const newest = past.meanTime(past.length - 1, past.length);
  return Array.from({ length: past.length }, (_, i) => [
    past.meanTime(i, i + 1) - newest,
    past.meanValue(i, i + 1),
  ]);
}

function pastOf(samples: readonly (readonly [number, number])[], binSeconds = 1, kept = 100): BinnedPast {
  const past = new BinnedPast(binSeconds, kept);
  for (const [time, value] of samples) past.append(time, value);
  return past;
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

describe('the past in bins', () => {
  it('is the means of closed bins and the sample that began the open one', () => {
    const past = pastOf([
      [100, 1],
      [100.25, 2],
      [100.75, 6],
      [101.5, 10],
      [103, 20],
      [103.5, 1000],
    ]);
    assert.deepEqual(pointsOf(past), [
      [-2 - 2 / 3, 3],
      [-1.5, 10],
      [0, 20],
    ]);
  });

  it('tells which samples begin a bin', () => {
    const past = new BinnedPast(2, 10);
    const begins = [10, 11, 11.75, 12, 13.5, 17].map((time) => past.append(time, 0));
    assert.deepEqual(begins, [true, false, false, true, false, true]);
  });

  it('takes each sample on the grid for a point, however its time is rounded', () => {
    const past = new BinnedPast(0.1, 200);
    for (let i = 0; i <= 100; i++) assert.equal(past.append(i / 10, i), true, `${i / 10}`);
  });

  it('has one point a sample when those are further apart than its bins are long', () => {
    const samples = Array.from({ length: 20 }, (_, i): [number, number] => [1.8e9 + 7 * i, i * i]);
    assert.deepEqual(
      pointsOf(pastOf(samples)),
      samples.map(([time, value]) => [time - samples.at(-1)![0], value]),
    );
  });

  it('finds the oldest point that is at most so much older than the newest one', () => {
    const past = pastOf([10, 11, 13, 17, 20].map((time) => [time, 0]));
    for (const [seconds, first] of [
      [0, 4],
      [2.9, 4],
      [3, 3],
      [7, 2],
      [9.5, 1],
      [10, 0],
      [1e9, 0],
    ] as const) {
      assert.equal(past.firstWithin(seconds), first, `within ${seconds} s`);
    }
  });

  it('is what the samples are, whatever they are and however many have been forgotten', () => {
    const gap = fc.integer({ min: 1, max: 40 }).map((eighths) => eighths / 8);
    const sample = fc.tuple(gap, fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(0, 1.8e9),
        (given, kept, start) => {
          const past = new BinnedPast(1, kept);
          const bins: { bin: number; times: number[]; values: number[] }[] = [];
          let time = start;
          for (const [wait, value] of given) {
            time += wait;
            past.append(time, value);
            const bin = Math.floor(time);
            if (bins.at(-1)?.bin !== bin) bins.push({ bin, times: [], values: [] });
            bins.at(-1)!.times.push(time);
            bins.at(-1)!.values.push(value);
          }
          assert.ok(past.length >= Math.min(kept, bins.length) && past.length <= 2 * kept);
          const open = bins.at(-1)!;
          const expected = [
            ...bins.slice(0, -1).map(({ times, values }) => [meanOf(times) - open.times[0]!, meanOf(values)]),
            [0, open.values[0]!],
          ].slice(-past.length);
          for (const [index, point] of pointsOf(past).entries()) {
            assert.ok(Math.abs(point[0] - expected[index]![0]!) < 1e-6, `time of point ${index}`);
            assert.ok(Math.abs(point[1] - expected[index]![1]!) < 1e-6, `value of point ${index}`);
          }
          const all = meanOf(expected.map(([, value]) => value!));
          assert.ok(Math.abs(past.meanValue(0, past.length) - all) < 1e-6);
        },
      ),
    );
  });

  it('keeps its digits over a long time', () => {
    const past = new BinnedPast(1, 50);
    for (let i = 0; i < 100_000; i++) past.append(1.8e9 + i, 5e9 + (i % 7));
    for (let i = 1; i <= 50; i++) {
      const at = past.length - i;
      assert.ok(Math.abs(past.meanValue(at, at + 1) - (5e9 + ((100_000 - i) % 7))) < 1e-3);
    }
  });
});

/** Points at seconds 0, 1, 2, ... with these values. */
function pastOfValues(values: readonly number[]): BinnedPast {
  const past = new BinnedPast(1, 100);
  for (const [second, value] of values.entries()) past.append(second, value);
  return past;
}

/** Mean times and mean values of the blocks. */
function blocksOf(past: BinnedPast, from: number, maxBlocks: number): [number[], number[]] {
  const times = new Float64Array(20).fill(-1);
  const values = new Float64Array(20).fill(-1);
  const blocks = averageBlocks(past, from, maxBlocks, times, values);
  assert.ok(times.subarray(blocks).every((time) => time === -1));
  return [[...times.subarray(0, blocks)], [...values.subarray(0, blocks)]];
}

describe('the means of blocks', () => {
  it('are of as many points each where that can be', () => {
    assert.deepEqual(blocksOf(pastOfValues([1, 3, 10, 20, 5, 7]), 0, 3), [
      [0.5, 2.5, 4.5],
      [2, 15, 6],
    ]);
  });

  it('are of one point more in some blocks otherwise, and of every point once', () => {
    assert.deepEqual(blocksOf(pastOfValues([1, 2, 3, 4, 5, 6, 7]), 0, 3), [
      [0.5, 2.5, 5],
      [1.5, 3.5, 6],
    ]);
  });

  it('begin at the point that is asked for', () => {
    assert.deepEqual(blocksOf(pastOfValues([100, 100, 4, 8, 6, 2]), 2, 2), [
      [2.5, 4.5],
      [6, 4],
    ]);
  });

  it('are the points themselves where there are no more of them than blocks', () => {
    assert.deepEqual(blocksOf(pastOfValues([5, 9, 7]), 0, 12), [
      [0, 1, 2],
      [5, 9, 7],
    ]);
  });
});
