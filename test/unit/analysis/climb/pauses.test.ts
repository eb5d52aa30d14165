import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { Pauses } from '../../../../analysis/climb/pauses.ts';

/** Begins at the first of these values, one every second. */
function pausesOf(values: readonly number[]): Pauses {
  const pauses = new Pauses();
  pauses.restart(0, values[0]!);
  for (const [index, value] of values.entries()) if (index > 0) pauses.append(index, value);
  return pauses;
}

describe('the pauses of a climb', () => {
  it('are the times between new highs, as looking through all samples finds them', () => {
    const value = fc.integer({ min: 0, max: 1000 });
    const values = fc.oneof(
      fc.array(value, { minLength: 1, maxLength: 100 }),
      fc
        .array(fc.integer({ min: -4, max: 2 }), { minLength: 1, maxLength: 100 })
        .map((steps) => steps.map((_, index) => steps.slice(0, index).reduce((sum, step) => sum + step, 0))),
    );
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (given, since) => {
        const highs = given.flatMap((high, index) =>
          index === 0 || high > Math.max(...given.slice(0, index)) ? [index] : [],
        );
        const ended = highs.slice(1).map((end, index) => ({ start: highs[index]!, end }));
        const longest = ended
          .filter(({ start }) => start >= since)
          .reduce((most, { start, end }) => Math.max(most, end - start), 0);
        const pauses = pausesOf(given);
        assert.equal(pauses.longestSince(since), longest);
        assert.equal(pauses.current(given.length - 1), given.length - 1 - highs.at(-1)!);
      }),
      { numRuns: 500 },
    );
  });

  it('end with a new high only, and not with the same one again', () => {
    const pauses = pausesOf([5, 7, 7, 7, 6, 7]);
    assert.equal(pauses.current(5), 4);
    assert.equal(pauses.longestSince(0), 1);
    pauses.append(6, 7.5);
    assert.equal(pauses.current(6), 0);
    assert.equal(pauses.longestSince(0), 5);
  });

  it('are the newest 32 where each is shorter than the one before', () => {
    const pauses = new Pauses();
    pauses.restart(0, 0);
    const starts: number[] = [0];
    for (let length = 40; length > 0; length--) {
      starts.push(starts.at(-1)! + length);
      pauses.append(starts.at(-1)!, 41 - length);
    }
    // Pause number i, counted from 0, is of 40 - i seconds.
    for (const [first, longest] of [
      [0, 32],
      [8, 32],
      [9, 31],
      [39, 1],
      [40, 0],
    ] as const)
      assert.equal(pauses.longestSince(starts[first]!), longest, `from pause ${first}`);
  });

  it('are forgotten by a restart', () => {
    const pauses = pausesOf([1, 1, 1, 1, 2]);
    pauses.restart(10, 0);
    assert.equal(pauses.longestSince(0), 0);
    assert.equal(pauses.current(13), 3);
    pauses.append(14, 1);
    assert.equal(pauses.longestSince(0), 4);
  });
});
