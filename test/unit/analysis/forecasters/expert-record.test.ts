import assert from 'node:assert/strict';
import { ExpertRecord } from '../../../../analysis/forecasters/expert-record.ts';

/** Points at these times, their value as told; two experts: one expects no change, one a rise of 10. */
function recordOf(
  times: readonly number[],
  valueAt: (time: number) => number,
  { dueSeconds = 10, dueShare = 1, memorySeconds = 1e9 } = {},
): ExpertRecord {
  const record = new ExpertRecord({ experts: 2, dueSeconds, dueShare, memorySeconds, unitSeconds: 10 });
  for (const time of times) {
    record.observe(time, valueAt(time));
    record.expect(Float64Array.of(0, 10));
  }
  return record;
}

function upTo(end: number, step = 1): number[] {
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => index * step);
}

/** Mean absolute errors of the two. */
function errorsOf({ losses, weight }: ExpertRecord): number[] {
  return [...losses].map((loss) => loss / weight);
}

function assertNear(actual: readonly number[], expected: readonly number[], tolerance = 1e-6): void {
  for (const [index, number] of expected.entries()) {
    assert.ok(
      Math.abs(actual[index]! - number) < tolerance,
      `${actual.join(' ')}, not ${expected.join(' ')}`,
    );
  }
}

/** Rises by 1 a second, and stops. */
function turn(time: number): number {
  return Math.min(time, 500);
}

describe("the experts' record", () => {
  it('is empty until the first expectation is due', () => {
    assert.equal(recordOf(upTo(9), (time) => time).weight, 0);
  });

  it('is how wrong each of them has been', () => {
    assertNear(errorsOf(recordOf(upTo(100), (time) => time)), [10, 0]);
    assertNear(errorsOf(recordOf(upTo(100), () => 5)), [0, 10]);
    assertNear(errorsOf(recordOf(upTo(100), (time) => -time)), [10, 20]);
  });

  it('weighs time and not points', () => {
    for (const step of [0.25, 1, 2.5]) {
      const { weight } = recordOf(upTo(110, step), (time) => time);
      assert.ok(Math.abs(weight - 10) < 0.1, `${weight} with a point every ${step} s`);
    }
  });

  it('compares with what came between two points around the due time', () => {
    assertNear(errorsOf(recordOf(upTo(140, 7), (time) => 2 * time)), [20, 10]);
  });

  it('compares with a share of the expected change where it is due early', () => {
    const early = { dueSeconds: 2.5, dueShare: 0.25 };
    assertNear(errorsOf(recordOf(upTo(100), (time) => time, early)), [2.5, 0]);
  });

  it('fades', () => {
    const [short, long] = [50, 1e9].map((memorySeconds) =>
      errorsOf(recordOf(upTo(1000), turn, { memorySeconds })),
    );
    assertNear(short!, [0, 10], 0.01);
    assertNear(long!, [5, 5], 0.2);
  });

  it('goes on after a gap, which weighs no more than its unit', () => {
    const times = [...upTo(50), ...upTo(50).map((time) => 100_000 + time)];
    const record = recordOf(times, () => 5);
    assertNear(errorsOf(record), [0, 10]);
    assert.ok(record.weight > 8 && record.weight < 11, `${record.weight}`);
  });

  it('keeps the experts apart however many expectations wait', () => {
    assertNear(errorsOf(recordOf(upTo(100, 1 / 16), (time) => time)), [10, 0]);
  });
});
