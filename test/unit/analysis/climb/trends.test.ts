import assert from 'node:assert/strict';
import { BinnedPast } from '../../../../analysis/climb/binned-past.ts';
import { leastPoints, robustSlope, thirdsSlope } from '../../../../analysis/climb/trends.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const slopes = { robustSlope, thirdsSlope };

/** This value at each second, up to second `seconds`. */
function pastOf(valueAt: (second: number) => number, seconds = 120, interval = 1): BinnedPast {
  const past = new BinnedPast(1, 200);
  for (let i = 0; i * interval <= seconds; i++) past.append(1.8e9 + i * interval, valueAt(i * interval));
  return past;
}

function assertNear(actual: number | undefined, expected: number, tolerance: number, what: string): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= tolerance, `${what}: ${actual}`);
}

for (const [name, slopeOf] of Object.entries(slopes)) {
  describe(`the trend by ${name}`, () => {
    it('is the slope of a line, at fast and at slow sampling, over every look-back', () => {
      for (const interval of [0.125, 0.5, 1, 3, 10]) {
        const past = pastOf((second) => 5e3 - 3 * second, 150, interval);
        for (const seconds of [7.5, 15, 30, 60, 120]) {
          // The last point is one sample and not the mean of a bin, and yet on the line.
          assertNear(slopeOf(past, seconds), -3, 1e-6, `every ${interval} s over ${seconds} s`);
        }
      }
    });

    it('is unknown while there are fewer than five points', () => {
      for (let count = 1; count < leastPoints; count++) {
        assert.equal(
          slopeOf(
            pastOf((second) => second, count - 1),
            60,
          ),
          undefined,
        );
      }
      assertNear(
        slopeOf(
          pastOf((second) => second, leastPoints - 1),
          60,
        ),
        1,
        1e-9,
        'of five points',
      );
    });

    it('looks at no fewer than the five newest points', () => {
      const past = pastOf((second) => (second < 90 ? 0 : 5 * (second - 90)));
      assertNear(slopeOf(past, 0.1), 5, 1e-6, 'within 0.1 s');
    });

    it('does not see what is older than the look-back', () => {
      const past = pastOf((second) => (second < 100 ? 1000 - 10 * second : 2 * (second - 100)));
      assertNear(slopeOf(past, 15), 2, 1e-6, 'over 15 s');
    });

    it('finds the slope under noise', () => {
      for (const seed of [1, 2, 3]) {
        const random = seededRandom(seed);
        const past = pastOf((second) => 3 * second + 4 * (random() - 0.5));
        assertNear(slopeOf(past, 60), 3, 0.1, `seed ${seed}`);
      }
    });
  });
}

describe('the trend between thirds', () => {
  it('does not look at what is between them', () => {
    const past = pastOf((second) => 2 * second + (second > 82 && second < 89 ? 1e6 : 0));
    assertNear(thirdsSlope(past, 60), 2, 1e-6, 'over 60 s');
  });
});

describe('the robust trend', () => {
  it('is not moved by a step within less than a quarter of the look-back, nor by an outlier', () => {
    for (const age of [1, 5, 14]) {
      const past = pastOf((second) => (second > 120 - age ? 1e6 : 0));
      assert.equal(robustSlope(past, 60), 0, `${age} s ago`);
      assert.ok(thirdsSlope(past, 60)! > 0);
    }
    assert.equal(
      robustSlope(
        pastOf((second) => (second === 97 ? 1e6 : 0)),
        60,
      ),
      0,
    );
  });

  it('is not moved by one outlier among the fewest points that it looks at', () => {
    for (let position = 0; position < leastPoints; position++) {
      for (const outlier of [-1e6, 1e6]) {
        const past = pastOf((second) => (second === position ? outlier : 300), leastPoints - 1);
        assert.equal(robustSlope(past, 60), 0, `${outlier} at ${position} s`);
      }
    }
  });

  it('shows growth that fills most of the look-back', () => {
    const past = pastOf((second) => 10 * Math.max(0, second - 75));
    assertNear(robustSlope(past, 60), 10, 1.5, 'of 45 s growth over 60 s');
  });

  it('does not depend on what was asked before', () => {
    const [long, short] = [pastOf((second) => second ** 2), pastOf((second) => -second, 4)];
    const before = robustSlope(short, 60);
    robustSlope(long, 120);
    assert.equal(robustSlope(short, 60), before);
  });
});
