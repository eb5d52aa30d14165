import assert from 'node:assert/strict';
import { judgeGrowth, type Reading } from '../../../tools/lab/soak/growth.ts';
import { seededRandom } from '../../../analysis/maths/seeded-random.ts';

const mebi = 2 ** 20;
/** As for a heap after a collection. */
const rule = { tolerance: mebi / 2, minSeconds: 100 };

/** A look a second at what `valueAt` says, in MiB. */
function readings(seconds: number, valueAt: (second: number) => number): Reading[] {
  return Array.from({ length: seconds }, (_, second) => ({ seconds: second, value: mebi * valueAt(second) }));
}

describe('whether a quantity grows', function () {
  for (let seed = 1; seed <= 5; seed++) {
    it(`is denied of noise (${seed})`, function () {
      const random = seededRandom(seed);
      const { verdict } = judgeGrowth(
        readings(300, () => 80 + 4 * random()),
        rule,
      );
      assert.equal(verdict, 'flat');
    });
  }

  for (const teeth of [7, 23, 60]) {
    it(`is denied of a garbage collector's saw, one tooth in ${teeth} s`, function () {
      const random = seededRandom(teeth);
      const { verdict } = judgeGrowth(
        readings(600, (second) => 60 + (20 * (second % teeth)) / teeth + random()),
        rule,
      );
      assert.equal(verdict, 'flat');
    });
  }

  it('is denied of what rises at first and then stays', function () {
    const random = seededRandom(1);
    const rising = (second: number): number => 120 - 60 * Math.exp(-second / 60) + 0.3 * random();
    assert.equal(judgeGrowth(readings(600, rising), rule).verdict, 'flat');
  });

  it('is denied of what rises until into the second half, and then stays', function () {
    const random = seededRandom(2);
    const rising = (second: number): number => 60 + 20 * Math.min(1, second / 380) + 0.3 * random();
    assert.equal(judgeGrowth(readings(600, rising), rule).verdict, 'flat');
  });

  it('is denied of a single step', function () {
    const random = seededRandom(3);
    const step = (second: number): number => (second < 400 ? 60 : 70) + random();
    assert.equal(judgeGrowth(readings(600, step), rule).verdict, 'flat');
  });

  it('is found in 1 kB a round within a few minutes, under noise', function () {
    const random = seededRandom(4);
    const bytesPerSecond = 20 * 1024;
    const leak = (second: number): number => 25 + (bytesPerSecond * second) / mebi + 0.5 * random();
    const growth = judgeGrowth(readings(240, leak), rule);
    assert.equal(growth.verdict, 'grows');
    assert.ok(growth.lower < bytesPerSecond && bytesPerSecond < growth.upper);
    assert.ok(Math.abs(growth.perSecond / bytesPerSecond - 1) < 0.1);
  });

  it("is found under a garbage collector's saw", function () {
    const leaking = readings(600, (second) => 60 + 0.02 * second + (10 * (second % 13)) / 13);
    assert.equal(judgeGrowth(leaking, rule).verdict, 'grows');
  });

  it('is found in what leaks by the step, such as a descriptor an hour', function () {
    const descriptors = Array.from({ length: 240 }, (_, index) => ({
      seconds: 15 * index,
      value: 20 + Math.floor((15 * index) / 150),
    }));
    assert.equal(judgeGrowth(descriptors, { tolerance: 2.5, minSeconds: 10 }).verdict, 'grows');
  });

  it('is denied of descriptors that come and go', function () {
    const random = seededRandom(5);
    const descriptors = Array.from({ length: 60 }, (_, index) => ({
      seconds: index,
      value: 19 + Math.floor(4 * random()),
    }));
    assert.equal(judgeGrowth(descriptors, { tolerance: 2.5, minSeconds: 10 }).verdict, 'flat');
  });

  it('is not answered after too short a time, or of too few looks', function () {
    assert.equal(
      judgeGrowth(
        readings(150, (second) => second),
        rule,
      ).verdict,
      'too-short',
    );
    assert.equal(judgeGrowth([], rule).verdict, 'too-short');
    const few = Array.from({ length: 10 }, (_, index) => ({ seconds: 60 * index, value: mebi * index }));
    assert.equal(judgeGrowth(few, rule).verdict, 'too-short');
  });
});
