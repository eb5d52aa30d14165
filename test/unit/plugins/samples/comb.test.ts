import assert from 'node:assert/strict';
import { findCombs } from '../../../../plugins/samples/comb.ts';

/** Times at even distances, without some of them. */
function even(count: number, { interval = 1, from = 0, without = [] as readonly number[] } = {}): number[] {
  const all = Array.from({ length: count }, (_, index) => from + index * interval);
  return all.filter((_, index) => !without.includes(index));
}

function inOrder(...some: readonly (readonly number[])[]): number[] {
  return some.flat().toSorted((a, b) => a - b);
}

/** The combs with at least five teeth: interval, number of teeth, and the first and last of them. */
function found(times: readonly number[], maxCombs = 4): (readonly [number, number, number, number])[] {
  return findCombs(times, maxCombs, 5).map(({ places, intervalSeconds }) => [
    Number(intervalSeconds.toFixed(3)),
    places.length,
    Number(times[places[0]!]!.toFixed(3)),
    Number(times[places.at(-1)!]!.toFixed(3)),
  ]);
}

const uneven = (seconds: number): number[] =>
  Array.from({ length: 20 }, (_, index) => index + (index % 2) * seconds);

describe('combs in a list of times', () => {
  it('are found with all their teeth, the one of the newest time first', () => {
    assert.deepEqual(findCombs(even(6), 4, 5), [
      { places: [0, 1, 2, 3, 4, 5], intervalSeconds: 1, spread: 0 },
    ]);
    assert.deepEqual(found(inOrder(even(10), even(9, { from: 0.25 }))), [
      [1, 10, 0, 9],
      [1, 9, 0.25, 8.25],
    ]);
  });

  it('have no fewer teeth than are asked for', () => {
    assert.equal(found(even(5)).length, 1);
    assert.equal(found(even(4)).length, 0);
    assert.equal(findCombs([0, 1], 4, 2).length, 1);
    assert.equal(findCombs([0], 4, 2).length, 0);
  });

  it('are found beside single times that belong to none', () => {
    assert.deepEqual(found([...even(10), 9.4]), [[1, 10, 0, 9]]);
    assert.deepEqual(found([0, 3.4, 4.1, 4.2, 9]), []);
  });

  it('are not looked for any further when there are more than enough', () => {
    const four = inOrder(...[0, 0.1, 0.4, 0.7].map((from) => even(20, { from })));
    assert.deepEqual([found(four, 4).length, found(four, 2).length, found(four, 1).length], [4, 3, 2]);
  });

  it('are found when the second tooth is the twelfth time before, and no further', () => {
    const strays = [0.501, 0.502, 0.506, 0.517, 0.521, 0.533, 0.538, 0.552, 0.553, 0.571, 0.58, 0.593];
    const behind = (count: number): number[] =>
      inOrder(
        even(30),
        strays.slice(0, count).map((time) => 28 + time),
      );
    assert.deepEqual(found(behind(11)), [[1, 30, 0, 29]]);
    assert.deepEqual(found(behind(12)), [[1, 29, 0, 28]]);
  });

  it('are found between many times of another one', () => {
    const fast = even(400, { interval: 0.05 });
    const slow = even(20, { from: 0.023 });
    assert.deepEqual(found(inOrder(fast, slow)), [
      [0.05, 400, 0, 19.95],
      [1, 20, 0.023, 19.023],
    ]);
  });

  it('may lack two teeth in a row, and not three', () => {
    assert.deepEqual(found(even(30, { without: [10, 11] })), [[1, 28, 0, 29]]);
    assert.deepEqual(found(even(30, { without: [10, 11, 12] })), [
      [1, 17, 13, 29],
      [1, 10, 0, 9],
    ]);
    assert.deepEqual(found(even(30, { without: [10, 11, 12, 13, 14, 15] })), [
      [1, 14, 16, 29],
      [1, 10, 0, 9],
    ]);
  });

  it('may lack one of five teeth, and not more', () => {
    assert.deepEqual(found(even(12, { without: [3, 8] })), [[1, 10, 0, 11]]);
    assert.deepEqual(found(even(11, { without: [3, 8] })), [[1, 7, 0, 7]]);
  });

  it('have no interval of 0', () => {
    assert.deepEqual(found([7, 7, 7, 7, 7, 7]), []);
  });

  it('follow a clock that drifts', () => {
    const times = Array.from({ length: 60 }, (_, index) => index + (index / 60) ** 2);
    const [comb] = findCombs(times, 4, 5);
    assert.deepEqual([comb!.places.length, comb!.intervalSeconds.toFixed(2)], [60, '1.02']);
    assert.ok(comb!.spread < 0.02, `${comb!.spread}`);
  });

  it('know how far their teeth are off, and are two where that is much', () => {
    const [comb, ...others] = findCombs(uneven(0.02), 4, 5);
    assert.equal(others.length, 0);
    assert.ok(Math.abs(comb!.spread - 0.0263) < 0.0005, `${comb!.spread}`);
    assert.deepEqual(found(uneven(0.06)), [
      [2, 10, 1.06, 19.06],
      [2, 10, 0, 18],
    ]);
  });
});
