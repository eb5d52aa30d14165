import assert from 'node:assert/strict';
import type { LimitSide, Prediction } from '../../../../analysis/series-predictor.ts';
import { LimitReached } from '../../../../plugins/series/limit-reached.ts';

const abstention = { kind: 'abstention', reason: 'not-finite' } as const;

/** The times when a limit of 900 was reached, after each sample: one a second, from second 1. */
function timesOf(
  side: LimitSide,
  samples: readonly (readonly [value: number, risk: number | undefined])[],
): (number | undefined)[] {
  const reached = new LimitReached(side);
  return samples.map(([value, percent], index) => {
    const risk: Prediction['risk'] =
      percent === undefined
        ? abstention
        : { kind: 'risk', percent, raised: percent >= 50, exhausted: percent === 100 };
    reached.observe({
      time: index + 1,
      value,
      limit: 900,
      forecast: abstention,
      risk,
      verdict: undefined,
    });
    return reached.time;
  });
}

describe('the time when a limit was reached', () => {
  it('is that of the first value at or beyond an upper limit', () => {
    assert.deepEqual(
      timesOf('upper', [
        [899, 60],
        [900, 100],
        [950, 100],
      ]),
      [undefined, 2, 2],
    );
  });

  it('is that of the first value at or below a lower limit', () => {
    assert.deepEqual(
      timesOf('lower', [
        [901, 60],
        [900, 100],
        [850, 100],
      ]),
      [undefined, 2, 2],
    );
  });

  it('is not known when the first sample was beyond already, and known of the next time', () => {
    assert.deepEqual(
      timesOf('upper', [
        [950, 100],
        [950, 100],
        [500, 0],
        [950, 100],
      ]),
      [undefined, undefined, undefined, 4],
    );
    assert.deepEqual(
      timesOf('lower', [
        [850, 100],
        [850, 100],
      ]),
      [undefined, undefined],
    );
  });

  it('stays while the value has come back and the alert goes on', () => {
    assert.deepEqual(
      timesOf('upper', [
        [500, 0],
        [900, 100],
        [899, 100],
        [900, 100],
        [899, 99],
        [900, 100],
      ]),
      [undefined, 2, 2, 2, undefined, 6],
    );
  });

  it('ends where the risk is no longer known', () => {
    assert.deepEqual(
      timesOf('upper', [
        [500, 0],
        [900, 100],
        [500, undefined],
        [900, 100],
      ]),
      [undefined, 2, undefined, 4],
    );
  });
});
