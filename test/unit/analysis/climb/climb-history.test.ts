import assert from 'node:assert/strict';
import { ClimbHistory } from '../../../../analysis/climb/climb-history.ts';

const horizonSeconds = 60;

/** Teeth of 40 s, up by 5 a second. */
function teeth(second: number): number {
  return 300 + 5 * (second % 40);
}

function stateOf(history: ClimbHistory): object {
  const { past, climbs, stepSeconds, hasEnded } = history;
  const { length, spanSeconds } = past;
  const newest = past.meanValue(length - 1, length);
  const { rise, usual, ageSeconds, halfAgeSeconds } = climbs;
  return {
    stepSeconds,
    hasEnded,
    length,
    spanSeconds,
    newest,
    rise,
    noise: usual.change,
    ageSeconds,
    halfAgeSeconds,
    climbs: climbs.countAtLeast(10),
  };
}

describe('the history of a series', () => {
  it('has points a sixtieth of the horizon apart, and says which samples those are', () => {
    const history = new ClimbHistory(horizonSeconds);
    const isPoint = Array.from({ length: 31 }, (_, i) => history.append(1.8e9 + i / 10, i));
    assert.deepEqual(
      isPoint.flatMap((is, i) => (is ? [i] : [])),
      [0, 10, 20, 30],
    );
    assert.equal(history.past.length, 4);
  });

  it('takes a sample once, and gives everyone who brings it the same answer', () => {
    const [shared, own] = [new ClimbHistory(horizonSeconds), new ClimbHistory(horizonSeconds)];
    for (let i = 0; i <= 1000; i++) {
      const [time, value] = [1.8e9 + i / 4, teeth(i / 4)];
      const isPoint = own.append(time, value);
      for (let who = 0; who < 3; who++) assert.equal(shared.append(time, value), isPoint);
      assert.deepEqual(stateOf(shared), stateOf(own));
    }
  });

  it('has steps as long as the sampling makes them, and no shorter than the grid', () => {
    for (const [interval, expected] of [
      [0.5, 1],
      [1, 1],
      [7, 7],
    ] as const) {
      const history = new ClimbHistory(horizonSeconds);
      history.append(0, 1);
      assert.equal(history.stepSeconds, 1);
      for (let i = 1; i <= 10; i++) history.append(i * interval, 1);
      assert.equal(history.stepSeconds, expected);
    }
  });

  it('says at which point a climb ended, and at no other', () => {
    const history = new ClimbHistory(horizonSeconds);
    const ends: number[] = [];
    for (let second = 0; second <= 130; second++) {
      history.append(second, teeth(second));
      if (history.hasEnded) ends.push(second);
    }
    // A fall counts from its second point on: one alone is an outlier.
    assert.deepEqual(ends, [41, 81, 121]);
  });
});
