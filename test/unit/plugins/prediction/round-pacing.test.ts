import assert from 'node:assert/strict';
import { secondsToNextRound } from '../../../../plugins/prediction/round-pacing.ts';

const now = 1.8e9;

/** Series by the age of their newest sample and their interval, in seconds. */
function pauseOf(
  series: readonly (readonly [age: number, interval: number | undefined])[],
  roundSeconds = 1,
): number {
  const all = series.map(([age, intervalSeconds]) => ({ newestTime: now - age, intervalSeconds }));
  return Number(secondsToNextRound(all, roundSeconds, false, now).toFixed(3));
}

describe('the pause to the next round', () => {
  it('ends just after the next sample of the newest series', () => {
    assert.equal(pauseOf([[0.4, 1]]), 0.65);
    assert.equal(
      pauseOf([
        [0.4, 1],
        [0.9, 1],
      ]),
      0.65,
    );
    assert.equal(pauseOf([[9.5, 10]]), 0.55);
  });

  it('is that of the rounds while nothing is due', () => {
    assert.equal(pauseOf([]), 1);
    assert.equal(pauseOf([[0.4, undefined]]), 1);
    assert.equal(pauseOf([[0.4, 0.1]]), 1);
    assert.equal(pauseOf([[2, 10]]), 1);
    assert.equal(pauseOf([[5, 1]]), 1, 'a burst that may come at any time');
  });

  it('is short while the next sample is a little late, and while the past is being read', () => {
    assert.equal(pauseOf([[1.2, 1]]), 0.1);
    assert.equal(secondsToNextRound([], 1, true, now), 0.05);
  });

  it('does not follow a host whose clock is ahead', () => {
    assert.equal(
      pauseOf([
        [-200, 1],
        [0.4, 1],
      ]),
      0.65,
    );
    assert.equal(pauseOf([[-200, 1]]), 1);
  });

  it('follows a series that is ahead by less than a second', () => {
    assert.equal(pauseOf([[-0.9, 1]]), 1);
    assert.equal(pauseOf([[-0.9, 2]], 4), 4);
    assert.equal(
      pauseOf(
        [
          [-0.9, 2],
          [1.5, 2],
        ],
        2,
      ),
      2,
    );
    assert.equal(
      pauseOf(
        [
          [-1, 2],
          [1.5, 2],
        ],
        2,
      ),
      0.55,
    );
  });

  it('follows the newest of several, in whatever order they are', () => {
    assert.equal(
      pauseOf([
        [0.9, 1],
        [0.4, 1],
      ]),
      0.65,
    );
  });

  it('is short for half a round after the sample was due, and never longer than a round', () => {
    assert.equal(pauseOf([[1.5, 1]]), 0.1);
    assert.equal(pauseOf([[1.6, 1]]), 1);
    assert.equal(pauseOf([[3.1, 2]], 2), 2);
    assert.equal(pauseOf([[3, 2]], 2), 0.1);
    assert.equal(pauseOf([[0.06, 0.06]], 0.06), 0.05);
    assert.equal(pauseOf([[0.13, 0.06]], 0.06), 0.06);
  });
});
