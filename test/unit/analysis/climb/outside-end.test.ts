import assert from 'node:assert/strict';
import { OutsideEnd } from '../../../../analysis/climb/outside-end.ts';

const horizonSeconds = 60;

/** One end at 1000 s, judged by a climb that begins some seconds later. */
function isOutside(restSeconds: number, stepSeconds = 1, isSurprising = true): boolean {
  const end = new OutsideEnd(horizonSeconds);
  end.append(1000, isSurprising);
  end.judge(1000 + restSeconds, stepSeconds);
  return end.isOutside;
}

/** Ends at equal distances, each with a rest after it: true for each that came from outside. */
function series(count: number, apartSeconds: number): boolean[] {
  const end = new OutsideEnd(horizonSeconds);
  return Array.from({ length: count }, (_, index) => {
    end.append(index * apartSeconds, true);
    end.judge(index * apartSeconds + 30, 1);
    return end.isOutside;
  });
}

describe('the end of a climb', () => {
  it('came from outside when a rest of a tenth of the horizon and of five steps follows', () => {
    for (const [rest, step, expected] of [
      [5.9, 1, false],
      [6, 1, true],
      [49, 10, false],
      [50, 10, true],
      [-3, 1, false],
    ] as const) {
      assert.equal(isOutside(rest, step), expected, `${rest} s with steps of ${step} s`);
    }
  });

  it('came from the series itself when the climb had stopped or led nowhere, whatever follows', () => {
    assert.equal(isOutside(1000, 1, false), false);
    const end = new OutsideEnd(horizonSeconds);
    assert.equal(end.isOpen, false);
    end.append(0, true);
    assert.equal(end.isOpen, true);
    end.append(10, false);
    assert.equal(end.isOpen, false);
  });

  it('is not from outside before the next climb shows it, nor for good when it no longer does', () => {
    const end = new OutsideEnd(horizonSeconds);
    end.append(0, true);
    assert.equal(end.isOutside, false);
    end.judge(20, 1);
    assert.equal(end.isOutside, true);
    end.judge(2, 1);
    assert.equal(end.isOutside, false);
  });

  it('comes from the series itself when five of half an hour did not', () => {
    assert.deepEqual(series(8, 300), [true, true, true, true, true, false, false, true]);
  });

  it('comes from outside however often that is, when it is rare', () => {
    assert.ok(series(100, 400).every((is) => is));
  });
});
