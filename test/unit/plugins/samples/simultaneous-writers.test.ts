import assert from 'node:assert/strict';
import type { Sample } from '../../../../analysis/window.ts';
import { writersInRounds } from '../../../../plugins/samples/simultaneous-writers.ts';
import type { Writers } from '../../../../plugins/samples/writer.ts';

interface Round {
  readonly time: number;
  readonly values: readonly number[];
}

/** Rounds at even distances with these values each. */
function rounds(total: number, valuesOf: (round: number) => readonly number[], interval = 1): Round[] {
  return Array.from({ length: total }, (_, round) => ({ time: round * interval, values: valuesOf(round) }));
}

/** The writers of rounds, whose samples are these seconds apart. */
function found(some: readonly Round[], apart = 0.01): Writers | undefined {
  return writersInRounds(samplesOf(some, apart));
}

function samplesOf(some: readonly Round[], apart = 0.01): Sample[] {
  return some.flatMap(({ time, values }) =>
    values.map((value, index) => ({ time: time + index * apart, value })),
  );
}

/** Their number; 0 when none are seen. */
function count(some: readonly Round[], apart?: number): number {
  return found(some, apart)?.writers.length ?? 0;
}

/** Ten rounds, of which these have one sample. */
const without = (...alone: readonly number[]): Round[] =>
  rounds(10, (round) => (alone.includes(round) ? [9] : [5, 9]));

/** Rounds with these seconds between those that count. */
const at = (...gaps: readonly number[]): Round[] => {
  let time = 0;
  return [0, 1, ...gaps, 1].map((gap) => ({ time: (time += gap), values: [5, 9] }));
};

describe('writers that read at nearly the same time', () => {
  it('have each the samples of one level, without the first and the last round, which may not be complete', () => {
    const some = rounds(10, (round) => (round % 3 === 0 ? [9, 5] : [5, 9]));
    const { writers, apartBy, evidence } = found(some)!;
    const samples = samplesOf(some);
    assert.deepEqual([apartBy, evidence], ['level', 'times']);
    assert.deepEqual(
      writers.map(({ places }) => [places.length, new Set(places.map((place) => samples[place]!.value))]),
      [
        [8, new Set([5])],
        [8, new Set([9])],
      ],
    );
    assert.deepEqual(
      writers.map(({ places }) => places.map((place) => place >> 1)),
      [
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, 2, 3, 4, 5, 6, 7, 8],
      ],
    );
    for (const { newest, intervalSeconds } of writers) {
      assert.equal(Math.floor(newest), 8);
      assert.ok(Math.abs(intervalSeconds - 1) < 0.02);
    }
  });

  it('are two to four', () => {
    assert.equal(count(rounds(12, () => [1])), 0);
    assert.equal(count(rounds(12, () => [1, 2, 3])), 3);
    assert.equal(count(rounds(12, () => [1, 2, 3, 4])), 4);
    assert.equal(count(rounds(12, () => [1, 2, 3, 4, 5])), 0);
    assert.equal(count([]), 0);
    assert.equal(count(rounds(2, () => [1])), 0);
  });

  it('have eight rounds between the first and the last', () => {
    assert.equal(count(rounds(10, () => [1, 2])), 2);
    assert.equal(count(rounds(9, () => [1, 2])), 0);
  });

  it('are in three of four rounds together, and the other rounds say nothing', () => {
    const two = found(without(1, 6))!;
    const samples = samplesOf(without(1, 6));
    assert.deepEqual(
      two.writers.map(({ places }) => places.map((place) => samples[place]!.value)),
      [
        [5, 5, 5, 5, 5, 5],
        [9, 9, 9, 9, 9, 9],
      ],
    );
    assert.equal(count(without(1, 4, 7)), 0);
  });

  it('read at even distances, three of four times', () => {
    assert.equal(count(at(1, 1, 1, 1, 1, 1, 1.2, 1.2)), 2);
    assert.equal(count(at(1, 1, 1, 1, 1, 0.8, 1.2, 1.2)), 0);
    assert.equal(count(at(1, 1.05, 1, 1.05, 1, 1.05, 1, 1.05)), 2);
  });

  it('are as near to each other and as even as their interval allows', () => {
    assert.equal(
      count(
        rounds(12, () => [5, 9], 10),
        0.5,
      ),
      2,
    );
    assert.equal(
      count(
        rounds(12, () => [5, 9], 10),
        0.9,
      ),
      0,
    );
    const uneven = rounds(12, () => [5, 9], 10).map(({ time, values }, round) => ({
      time: time + (round % 3) * 0.2,
      values,
    }));
    assert.equal(count(uneven, 0.1), 2);
  });

  it('are on levels that are further apart than twice their steps', () => {
    assert.equal(count(rounds(12, (round) => [round, round + 2.5])), 2);
    assert.equal(count(rounds(12, (round) => [round, round + 2])), 0);
    assert.equal(count(rounds(12, (round) => [3, 14.5 - round])), 2);
    assert.equal(count(rounds(12, (round) => [3, 4.5 + (round % 2)])), 0);
    assert.equal(count(rounds(12, () => [5, 5])), 0);
    assert.equal(count(rounds(12, (round) => [5, 9, 9.5 + (round % 2)])), 0);
    assert.equal(count(rounds(12, (round) => [5, 5.5 + (round % 2), 12])), 0);
    assert.equal(count(rounds(12, () => [5, Number.NaN])), 0);
  });
});
