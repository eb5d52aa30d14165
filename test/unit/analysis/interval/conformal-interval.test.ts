import assert from 'node:assert/strict';
import { ConformalInterval } from '../../../../analysis/interval/conformal-interval.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const horizonSeconds = 12;

/** The share of values one horizon after each sample that the interval around the expected mean holds. */
function coverage(
  level: number,
  values: readonly number[],
  meanOf: (index: number) => number,
  from = 600,
): number {
  const interval = new ConformalInterval(horizonSeconds, level);
  let held = 0;
  let asked = 0;
  for (let i = 0; i + horizonSeconds < values.length; i++) {
    interval.observe(i, values[i]!);
    const mean = meanOf(i);
    interval.expect(mean, -1e-9, 1e-9, 0);
    if (i < from) continue;
    const value = values[i + horizonSeconds]!;
    asked++;
    if (value >= mean + interval.lower && value <= mean + interval.upper) held++;
  }
  return held / asked;
}

/** Independent values with mean 0; `tail` from normal-like (a sum of twelve) to none (Cauchy). */
function draws(count: number, seed: number, tail: 'light' | 'heavy'): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    if (tail === 'heavy') return Math.tan(Math.PI * (random() - 0.5));
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random();
    return sum;
  });
}

/** An interval that has met `count` residuals of this size, one each sixth of the horizon. */
function after(
  residual: (index: number) => number,
  count: number,
  scale = 0,
  level = 0.8,
): ConformalInterval {
  const interval = new ConformalInterval(horizonSeconds, level);
  const step = horizonSeconds / 6;
  for (let i = 0; i < count + 6; i++) {
    interval.observe(step * i, residual(i - 6));
    interval.expect(0, 0, 0, scale);
  }
  return interval;
}

/** Residuals of 0 and 1, and for three horizons of 50. */
function surprised(index: number): number {
  return index >= 200 && index < 218 ? 50 : index % 2;
}

describe('the calibrated interval', function () {
  for (const level of [0.5, 0.8, 0.95]) {
    it(`holds at least about ${level} of what comes, whatever its distribution, and not everything`, () => {
      for (const seed of [1, 2, 3]) {
        const [light, heavy] = [draws(20_000, seed, 'light'), draws(20_000, seed, 'heavy')];
        let sum = 0;
        const walk = light.map((step) => (sum += step));
        const found = {
          'independent values': coverage(level, light, () => 0),
          'heavy tails': coverage(level, heavy, () => 0),
          'a random walk': coverage(level, walk, (index) => walk[index]!),
          'a biased forecast': coverage(level, light, () => 3),
        };
        for (const [name, share] of Object.entries(found)) {
          assert.ok(
            share > level - 0.05 && share < level + (1 - level) * 0.75,
            `${name}, seed ${seed}: ${share.toFixed(3)}`,
          );
        }
      }
    });
  }

  it('is of the level that is asked for', () => {
    const values = draws(20_000, 4, 'light');
    const shares = [0.3, 0.5, 0.7, 0.9].map((level) => coverage(level, values, () => 0));
    for (const [index, share] of shares.slice(1).entries())
      assert.ok(share > shares[index]! + 0.03, shares.join(' '));
  });

  it('is as wide as what is unknown is measured by, before anything is known', () => {
    const interval = new ConformalInterval(horizonSeconds, 0.8);
    interval.observe(0, 500);
    interval.expect(500, 0, 0, 1000);
    assert.deepEqual([interval.lower, interval.upper], [-400, 400]);
    // Of 30 residuals of 0 and ten stand-ins, 5 % at each end leave out the outermost one.
    const next = after(() => 0, 30, 1000, 0.2);
    assert.deepEqual([next.lower, next.upper], [0, 0]);
    assert.deepEqual([next.lowest, next.highest], [-120, 120]);
  });

  it("takes the forecaster's own interval into account while little is known", () => {
    const interval = new ConformalInterval(horizonSeconds, 0.8);
    interval.observe(0, 0);
    interval.expect(0, -70, 400, 10);
    assert.equal(interval.upper, 400);
    assert.equal(interval.lower, -70);
  });

  it('counts that twice at each end, and a residual once', () => {
    const interval = new ConformalInterval(horizonSeconds, 0);
    for (let i = 0; i < 16; i++) {
      interval.observe((horizonSeconds / 6) * i, 0);
      interval.expect(0, -70, 400, 0);
    }
    assert.deepEqual([Math.abs(interval.lower), interval.upper], [0, 0]);
    assert.deepEqual([interval.lowest, interval.highest], [-70, 400]);
  });

  it('takes tails at less than their probability while there are few residuals', () => {
    // A tail of 10 % * 35 / (35 + 5), of 41 points: three are beyond it.
    assert.equal(after((index) => index, 35).upper, 31);
    // 10 % * 115 / (115 + 5), of 121 points: eleven are.
    assert.equal(after((index) => index, 115).upper, 103);
  });

  it('is calibrated after six residuals, which are a sixth of a horizon apart however many samples come', () => {
    for (const stepSeconds of [0.25, 2]) {
      const interval = new ConformalInterval(horizonSeconds, 0.8);
      let calibratedSeconds = Number.NaN;
      for (let time = 0; time < 3 * horizonSeconds; time += stepSeconds) {
        interval.observe(time, 0);
        interval.expect(0, 0, 0, 0);
        if (interval.isCalibrated && Number.isNaN(calibratedSeconds)) calibratedSeconds = time;
      }
      assert.equal(calibratedSeconds, horizonSeconds + 5 * (horizonSeconds / 6));
    }
  });

  it('knows the ends of 90 % as well, whatever its level, and they hold the mean', () => {
    const [narrow, wide] = [0.3, 0.98].map((level) => after((index) => (index % 21) - 10, 210, 0, level));
    assert.deepEqual([narrow!.lowest, narrow!.highest], [-9, 9]);
    assert.deepEqual([wide!.lowest, wide!.highest], [-9, 9]);
    assert.ok(narrow!.lower > -9 && narrow!.upper < 9, `${narrow!.lower} ${narrow!.upper}`);
    assert.ok(wide!.lower < -9 && wide!.upper > 9, `${wide!.lower} ${wide!.upper}`);
    const [high, low] = [5, -5].map((residual) => after(() => residual, 200));
    assert.deepEqual([high!.lowest, high!.highest], [0, 5]);
    assert.deepEqual([low!.lowest, low!.highest], [-5, 0]);
  });

  it('forgets scale and own interval once it knows the series', () => {
    const { lower, upper } = after((index) => (index % 2 === 0 ? 1 : -1), 200, 1e6);
    assert.deepEqual([lower, upper], [-1, 1]);
  });

  it('leaves what other series do to its extremes, from thirty residuals on', () => {
    const [early, late] = [29, 30].map((count) =>
      after((index) => (index % 2 === 0 ? 1 : -1), count, 100, 0.98),
    );
    assert.deepEqual([early!.lower, early!.upper], [-40, 40]);
    assert.deepEqual([late!.lower, late!.upper], [-1, 1]);
    assert.deepEqual([late!.lowest, late!.highest], [-12, 12]);
  });

  it('always holds the mean', () => {
    const [high, low] = [5, -5].map((residual) => after(() => residual, 200, 0, 0.3));
    assert.ok(high!.lower === 0 && high!.upper === 5);
    assert.ok(low!.upper === 0 && low!.lower === -5);
  });

  it('widens after surprises, on their side, and forgets them after tens of horizons', () => {
    assert.ok(after(surprised, 200).upper <= 1);
    assert.equal(after(surprised, 216).upper, 50);
    assert.ok(after(surprised, 216).lower > -1);
    assert.ok(after(surprised, 218 + 150).upper <= 1);
  });

  it('compares a forecast with what came between two samples around its time', () => {
    const interval = new ConformalInterval(10, 0);
    for (let i = 0; i < 300; i++) {
      interval.observe(7 * i, 70 * i);
      interval.expect(70 * i, 0, 0, 0);
    }
    assert.ok(Math.abs(interval.upper - 100) < 1e-9, `${interval.upper}`);
  });

  it('is the mirror image for mirrored residuals', () => {
    const random = seededRandom(9);
    const residuals = Array.from({ length: 400 }, () => random() ** 3);
    const [up, down] = [1, -1].map((sign) => after((index) => sign * (residuals[index + 6] ?? 0), 150, 0.1));
    assert.equal(up!.upper, -down!.lower);
  });

  it('tells the share of errors beyond an offset, on either side, with one more that is not known', function () {
    const some = after((index) => [-3, -1, 0, 2, 5][((index % 5) + 5) % 5]!, 100);
    assert.equal(some.shareBeyond(2, 1, 0.3), (40 + 0.3) / 101);
    assert.equal(some.shareBeyond(5.1, 1, 0.3), 0.3 / 101);
    assert.equal(some.shareBeyond(-1, -1, 0.3), (40 + 0.3) / 101);
    assert.equal(new ConformalInterval(horizonSeconds, 0.8).shareBeyond(1, 1, 0.3), 0.3);
  });
});
