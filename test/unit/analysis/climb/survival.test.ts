import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { missingSeconds as missingAfter, survival, type Climb } from '../../../../analysis/climb/survival.ts';

const steady: Climb = { ageSeconds: 54, halfAgeSeconds: 30, rise: 600, need: 300, slope: 10, noise: 1 };

const size = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
const climb = fc.record({
  ageSeconds: size,
  halfAgeSeconds: size,
  rise: size,
  need: size,
  slope: size,
  noise: fc.oneof(fc.constant(0), size),
});

/** The same where the last rise of that height took no time. */
function missingSeconds(given: Climb): number {
  return missingAfter(given, 0);
}

/** A climb that has grown by e every `foldSeconds`, from 1 to `rise`. */
function exponentialClimb(foldSeconds: number, rise: number, need: number): Climb {
  const ageSeconds = foldSeconds * Math.LN10;
  return {
    ageSeconds,
    halfAgeSeconds: foldSeconds * Math.LN2,
    rise,
    need,
    slope: rise / foldSeconds,
    noise: rise / 1000,
  };
}

/** The survival of a climb of this age, at a steady pace, that needs 30 s more. */
function survivalAt(ageSeconds: number): number {
  return survival({ ...steady, ageSeconds, rise: (ageSeconds * 10) / 0.9 }, 30);
}

describe('the time that a climb still needs', () => {
  it('is what is missing over its slope, at a steady pace', () => {
    assert.ok(Math.abs(missingSeconds(steady) - 30) < 1e-9);
  });

  it('is that of exponential growth for a climb that grows so', () => {
    for (const foldSeconds of [5, 20, 300]) {
      const found = missingSeconds(exponentialClimb(foldSeconds, 400, 800));
      assert.ok(Math.abs(found - foldSeconds * Math.log(3)) < 1e-6 * foldSeconds, `${found}`);
    }
  });

  it('lies in between for what accelerates less', () => {
    const { halfAgeSeconds } = exponentialClimb(54 / Math.LN10, 600, 300);
    const found = missingSeconds({ ...steady, halfAgeSeconds: (halfAgeSeconds + 30) / 2 });
    assert.ok(found < 30 && found > missingSeconds({ ...steady, halfAgeSeconds }), `${found}`);
  });

  it('is no shorter for what slows down, nor where noise hides the pace', () => {
    for (const variation of [
      { halfAgeSeconds: 50 },
      { halfAgeSeconds: 10, noise: 20 },
      { halfAgeSeconds: 0 },
    ]) {
      assert.equal(missingSeconds({ ...steady, ...variation }), 30);
    }
    // More than 30 times the noise.
    assert.ok(missingSeconds({ ...steady, halfAgeSeconds: 10, noise: 19 }) < 25);
  });

  it('is no shorter than the last rise of that height took, pauses included', () => {
    assert.equal(missingAfter(steady, 29), 30);
    assert.equal(missingAfter(steady, 100), 100);
    assert.equal(missingAfter({ ...steady, halfAgeSeconds: 50 }, 100), 100);
    // Slower growth before a steep end, which is no steady acceleration either.
    const burst = missingAfter({ ...steady, halfAgeSeconds: 25 }, 100);
    assert.ok(burst > 60 && burst < 100, `${burst}`);
  });

  it('is that of exponential growth where the last rise was as slow as in such growth', () => {
    for (const need of [40, 200, 360]) {
      const growing = exponentialClimb(20, 400, need);
      const found = missingAfter(growing, 20 * Math.log(400 / (400 - need)));
      assert.ok(Math.abs(found - 20 * Math.log((400 + need) / 400)) < 1e-6, `${need}: ${found}`);
    }
  });

  it('is above 0 and at most that of a steady pace', () => {
    fc.assert(
      fc.property(climb, (given) => {
        const found = missingSeconds(given);
        assert.ok(found > 0 && found <= given.need / given.slope, `${found}`);
      }),
    );
  });
});

describe('the survival of a climb', () => {
  it('is a probability', () => {
    fc.assert(
      fc.property(climb, (given) => {
        const probability = survival(given, missingSeconds(given));
        assert.ok(probability >= 0 && probability <= 1, `${probability}`);
      }),
    );
  });

  it('is the lower, the more time it still needs', () => {
    fc.assert(
      fc.property(climb, size, fc.double({ min: 1.1, max: 10, noNaN: true }), (given, missing, more) => {
        assert.ok(survival(given, more * missing) < survival(given, missing));
      }),
    );
  });

  it('is the higher, the older a climb at a steady pace', () => {
    const ages = [1, 5, 20, 60, 300, 3600];
    for (const [index, age] of ages.slice(1).entries()) assert.ok(survivalAt(age) > survivalAt(ages[index]!));
    assert.ok(survivalAt(1) < 0.1 && survivalAt(3600) > 0.9);
  });

  for (const [title, rise, expected] of [
    // (54 / (54 + 30)) ^ 1.4
    ['a steady pace', 600, 0.538_716],
    // The exponent times 1.2 ^ 0.7, and 0.5 ^ 0.7: the mean pace over the present one.
    ['a pace that has slowed down', 720, 0.495_212],
    ['a pace that has doubled', 300, 0.683_334],
    // The bounds: 1.4 ^ 0.7 and 0.46 ^ 0.7.
    ['a pace that is lost', 1200, 0.457_104],
    ['a pace that has exploded', 60, 0.698_246],
  ] as const)
    it(`of 54 s that needs 30 s more is ${expected} at ${title}`, () => {
      const found = survival({ ...steady, rise }, 30);
      assert.ok(Math.abs(found - expected) < 1e-6, `${found}`);
    });

  it('is 0 for a climb that has only just begun', () => {
    assert.equal(survival({ ...steady, ageSeconds: 0, rise: 0 }, 30), 0);
  });

  it('does not depend on the units of value and time', () => {
    fc.assert(
      fc.property(climb, (given) => {
        const other = {
          ageSeconds: 8 * given.ageSeconds,
          halfAgeSeconds: 8 * given.halfAgeSeconds,
          rise: 1024 * given.rise,
          need: 1024 * given.need,
          noise: 1024 * given.noise,
          slope: 128 * given.slope,
        };
        const [here, there] = [given, other].map((one) => survival(one, missingSeconds(one)));
        assert.ok(Math.abs(there! - here!) <= 1e-9 * here!);
      }),
    );
  });
});
