import assert from 'node:assert/strict';
import { ClimbTracker } from '../../../../analysis/climb/climb-evidence.ts';
import type { ClimbEvidence } from '../../../../analysis/climb/evidence.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

const limit = 1000;

/** The evidence after each sample that is a point of the grid, by its second; a horizon of 60 s. */
function evidenceOf(
  valueAt: (second: number) => number,
  seconds: number,
  interval = 1,
  bound = limit,
): Map<number, ClimbEvidence> {
  const tracker = new ClimbTracker(60);
  const evidence = new Map<number, ClimbEvidence>();
  for (let second = 0; second <= seconds; second += interval) {
    if (tracker.append(1.8e9 + second, valueAt(second), bound)) evidence.set(second, { ...tracker.evidence });
  }
  return evidence;
}

/** Flat at 300 for 100 s, then up by 5 a second. */
function leak(second: number): number {
  return 300 + 5 * Math.max(0, second - 100);
}

/** As the leak, in steps of some seconds, up to 900. */
function steps(seconds: number): (second: number) => number {
  return (second) => leak(100 + seconds * Math.floor((Math.min(second, 220) - 100) / seconds));
}

/** Leaks as the one above, each with its seconds and those of the rest after it. */
function leaks(...lengths: readonly (readonly [seconds: number, rest: number, slope?: number])[]): number[] {
  const values = Array<number>(100).fill(300);
  for (const [seconds, rest, slope = 5] of lengths) {
    for (let second = 0; second < seconds; second++) values.push(300 + slope * second);
    for (let second = 0; second < rest; second++) values.push(300);
  }
  return values;
}

/** Flat at 300 for 100 s, then up by 80 every 16 s. */
function stairs(second: number): number {
  return 300 + 80 * Math.floor(Math.max(0, second - 100) / 16);
}

/** The leak with one sample as high as the one before it, ten seconds earlier. */
function pausing(second: number): number {
  return leak(second === 200 ? 190 : second);
}

/** The leak with one sample far below it. */
function dented(second: number): number {
  return second === 200 ? 600 : leak(second);
}

/**
 * Every second tooth begins low, and all end at 950: low ones have climbed far more than high ones need.
 * A leak follows.
 */
function unevenTeethThenLeak(second: number): number {
  if (second >= 3000) return 400 + 5 * (second - 3000);
  const [low, length] = Math.floor(second / 150) % 2 === 0 ? [400, 110] : [750, 60];
  return low + Math.min(1, (second % 150) / length) * (950 - low);
}

/** By 0.5 a second from 300 on, and from 800 s on ten times as fast: 775 at 815 s. */
function burst(second: number): number {
  return 300 + 0.5 * Math.min(800, second) + 5 * Math.max(0, second - 800);
}

/** Fifteen teeth of 500 each, then a leak at the same pace. */
function teethThenLeak(second: number): number {
  return second < 1500 ? 300 + 5 * (second % 100) : leak(second - 1400);
}

describe('the evidence of a climb', () => {
  it('is none without a climb, and for what has reached the limit', () => {
    for (const series of [
      () => 500,
      (second: number) => 900 - second,
      () => limit,
      (second: number) => limit + 3 * second,
    ]) {
      for (const { probability, secondsToLimit, noiseSeconds } of evidenceOf(series, 200).values()) {
        assert.equal(probability, 0);
        assert.equal(secondsToLimit, Number.POSITIVE_INFINITY);
        assert.equal(noiseSeconds, Number.POSITIVE_INFINITY);
      }
    }
  });

  it('is there from 2.4 horizons before the limit on, in a leak of an hour', () => {
    const evidence = evidenceOf((second) => 300 + 0.2 * Math.max(0, second - 100), 3599);
    for (const left of [140, 120, 80]) {
      const { probability } = evidence.get(3600 - left)!;
      assert.ok(probability > 0.9, `${left} s before: ${probability}`);
    }
    assert.equal(evidence.get(3600 - 150)!.probability, 0);
  });

  it('grows along a leak, up to near certainty', () => {
    const evidence = evidenceOf(leak, 239);
    const [early, middle, late] = [150, 200, 238].map((second) => evidence.get(second)!.probability);
    assert.ok(early! < middle! && middle! < late!, `${early} ${middle} ${late}`);
    assert.ok(early! < 0.5 && late! > 0.9, `${early} ${late}`);
  });

  it('tells the time to the limit, the age and the noise of a steady leak', () => {
    for (const interval of [0.25, 1, 2]) {
      const { secondsToLimit, ageSeconds, noiseSeconds } = evidenceOf(leak, 220, interval).get(220)!;
      // Half of the rise counts from its second point on, so that it looks a little faster than it is.
      assert.ok(secondsToLimit > 19 && secondsToLimit < 20.5, `${secondsToLimit}`);
      assert.ok(ageSeconds > 100 && ageSeconds <= 120, `${ageSeconds}`);
      assert.ok(noiseSeconds > 0 && noiseSeconds < 2.5, `${noiseSeconds}`);
    }
  });

  it('is told once for each piece of a sixtieth of the horizon', () => {
    assert.equal(evidenceOf(leak, 99.875, 0.125).size, 100);
    assert.equal(evidenceOf(leak, 99, 3).size, 34);
  });

  it('is none where the slope leads nowhere within a few horizons', () => {
    for (const { probability } of evidenceOf((second) => 300 + second / 10, 600).values()) {
      assert.equal(probability, 0);
    }
  });

  it('takes a burst in a slow climb for no faster than the climb has been over such a height', () => {
    const { secondsToLimit, probability } = evidenceOf(burst, 815).get(815)!;
    // 225 are missing, of which the last 75 took 15 s and those before 300 s.
    assert.ok(secondsToLimit > 250, `${secondsToLimit}`);
    assert.equal(probability, 0);
  });

  it('is gone soon when the climb stops', () => {
    const evidence = evidenceOf((second) => leak(Math.min(second, 220)), 260);
    assert.ok(evidence.get(220)!.probability > 0.5);
    assert.equal(evidence.get(226)!.probability, 0);
  });

  it('is gone when the climb pauses for twice as long as ever on its way, and for more than three points', () => {
    for (const [pause, gone, interval] of [
      [1, 225, 1],
      [4, 230, 1],
      [8, 238, 1],
      [2, 230, 2],
    ] as const) {
      const evidence = evidenceOf(steps(pause), 260, interval);
      // The last high is at 221 s, or at 222 s: it counts from its second point on.
      const first = [...evidence].find(([second, { probability }]) => second > 200 && probability === 0);
      assert.equal(first?.[0], gone, `after pauses of ${pause} s`);
    }
  });

  for (const [title, earlier, share, atTop] of [
    ['is halved by an earlier climb that got no farther', [[95, 60]], 1 / 2, 0],
    ['is not made less by one that was cut short though likely to go on', [[100, 60]], 1, 1],
    [
      'is not made less by it either when another one, that ended lower and by itself, came between',
      [
        [100, 60],
        [50, 60],
      ],
      1,
      1,
    ],
  ] as const)
    it(title, () => {
      const values = leaks(...earlier, [110, 0]);
      const evidence = evidenceOf((second) => values[second]!, values.length - 1);
      const [top] = earlier[0];
      // The first climb and the last one, up to where the first one ended.
      const [first, last] = [100, values.length - 110].map((begin) =>
        Array.from({ length: 10 }, (_, i) => evidence.get(begin + top - 10 + i)!.probability),
      );
      for (const [i, probability] of first!.entries()) {
        assert.ok(probability > 0.48 && probability < 0.61);
        // At the top of the earlier climb, the record of its slope speaks against it.
        const expected = probability * (i < 9 ? share : atTop);
        assert.ok(Math.abs(last![i]! - expected) < 0.003, `${last![i]} at point ${i}`);
      }
    });

  it('is not made less by one that ended while an alert was on', () => {
    const values = leaks([80, 60], [80, 0]);
    const probabilities = [false, true].map((isAlert) => {
      const tracker = new ClimbTracker(60);
      for (const [second, value] of values.entries())
        tracker.append(second, value, limit, isAlert && second > 160 && second <= 180);
      return tracker.evidence.probability;
    });
    const { probability } = evidenceOf(leak, 179).get(179)!;
    assert.ok(Math.abs(probabilities[1]! - probability) < 0.003, `${probabilities[1]}`);
    assert.ok(probabilities[0]! < probability / 2 + 0.003, `${probabilities[0]}`);
  });

  it('goes by how many of the earlier climbs that got this far reached the limit', () => {
    // 1020 in the end, which is beyond it.
    for (const [earlier, kept, made] of [
      [[[145, 60]], 1, 2],
      [
        [
          [145, 60],
          [145, 60],
        ],
        2,
        3,
      ],
    ] as const) {
      const values = leaks(...earlier, [120, 0]);
      const evidence = evidenceOf((second) => values[second]!, values.length - 1);
      const begin = values.length - 120;
      const first = evidence.get(200)!.probability;
      const found = evidence.get(begin + 100)!.probability;
      assert.ok(Math.abs(found - (first + kept) / made) < 0.003, `${found} after ${first}`);
    }
  });

  it('is little at a level from which the series has come down each time, however high it climbs', () => {
    const evidence = evidenceOf(unevenTeethThenLeak, 3112);
    const highest = (from: number, until: number): number => {
      const within = [...evidence].filter(([second]) => second >= from && second < until);
      return Math.max(...within.map(([, { survival }]) => survival));
    };
    assert.ok(highest(0, 150) > 0.8);
    assert.ok(highest(1500, 3000) < 0.1, `${highest(1500, 3000)}`);
    assert.ok(highest(3110, 3113) > 0.8);
  });

  it('lasts through the treads of a staircase that goes on', () => {
    const evidence = evidenceOf(stairs, 239);
    for (let second = 180; second <= 239; second++) {
      assert.ok(evidence.get(second)!.secondsToLimit < 200, `at ${second} s`);
    }
  });

  it('says when a climb has ended', () => {
    const evidence = evidenceOf((second) => (second < 220 ? leak(second) : 300), 240);
    const ends = [...evidence].filter(([, { ended }]) => ended).map(([second]) => second);
    // Its second point: one alone would be an outlier.
    assert.deepEqual(ends, [221]);
  });

  it('is not ended, nor made much less, by a single outlier', () => {
    const clean = evidenceOf(leak, 230).get(230)!;
    for (const outlier of [1, 300, 960, 1e6]) {
      for (const position of [110, 180, 215, 229]) {
        const evidence = evidenceOf((second) => (second === position ? outlier : leak(second)), 230);
        const where = `${outlier} at ${position} s`;
        assert.ok(
          [...evidence.values()].every(({ ended }) => !ended),
          where,
        );
        assert.ok(evidence.get(230)!.probability > clean.probability - 0.15, where);
      }
    }
  });

  it('sees no trend where most look-backs reach beyond the past', () => {
    const evidence = evidenceOf((second) => 300 + 20 * second, 30);
    for (let second = 0; second <= 13; second++) assert.equal(evidence.get(second)!.probability, 0);
    assert.ok(evidence.get(30)!.secondsToLimit < 10);
  });

  it('goes on, where samples are rare, only while the newest one rises', () => {
    for (const [interval, isGoingOn] of [
      [1, true],
      [2, true],
      [5, false],
      [10, false],
    ] as const) {
      const evidence = evidenceOf(dented, 220, interval);
      assert.equal(evidence.get(200 - interval)!.isGoingOn, true);
      assert.equal(evidence.get(200)!.isGoingOn, isGoingOn, `every ${interval} s`);
    }
    assert.equal(evidenceOf(pausing, 220, 10).get(200)!.isGoingOn, false);
  });

  it('is little where earlier climbs ended, and more beyond them', () => {
    const evidence = evidenceOf(teethThenLeak, 1639);
    // 700, as in the first tooth, and just below the limit.
    assert.ok(evidence.get(1580)!.probability < evidence.get(80)!.probability / 2);
    assert.ok(evidence.get(1639)!.probability > 0.8);
  });

  it('sees a leak through noise, and none in noise alone', () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const noise = Array.from({ length: 400 }, () => 20 * (random() - 0.5));
      assert.ok(evidenceOf((second) => leak(second) + noise[second]!, 228).get(228)!.probability > 0.6);
      for (const { probability } of evidenceOf((second) => 800 + noise[second]!, 399).values()) {
        assert.ok(probability < 0.3, `${probability}`);
      }
    }
  });

  it('does not depend on where 0 is, nor on the unit', () => {
    const random = seededRandom(5);
    const noise = Array.from({ length: 300 }, () => Math.round(64 * random()) / 16);
    const series = (second: number): number => leak(second) + noise[second]!;
    const original = evidenceOf(series, 235);
    for (const [scale, shift] of [
      [1, -1024],
      [1, 2 ** 20],
      [2 ** 20, 0],
      [2 ** -20, 0],
    ] as const) {
      const other = evidenceOf((second) => scale * series(second) + shift, 235, 1, scale * limit + shift);
      for (const [second, { probability, secondsToLimit }] of original) {
        const varied = other.get(second)!;
        assert.ok(Math.abs(varied.probability - probability) < 1e-6, `times ${scale}, plus ${shift}`);
        assert.ok(
          varied.secondsToLimit === secondsToLimit ||
            Math.abs(varied.secondsToLimit / secondsToLimit - 1) < 1e-6,
        );
      }
    }
  });

  it('is about the limit as it is now', () => {
    const [near, far] = [new ClimbTracker(60), new ClimbTracker(60)];
    for (let second = 0; second <= 200; second++) {
      near.append(second, leak(second), second < 200 ? 1e6 : 900);
      far.append(second, leak(second), 1e6);
    }
    assert.equal(far.evidence.probability, 0);
    assert.ok(near.evidence.probability > 0.5);
    assert.ok(Math.abs(near.evidence.secondsToLimit - 20) < 0.5);
  });

  it('is what its rules say in another language, over leaks, ends and rests under noise', () => {
    const plain = leaks([70, 0, 6], [95, 40, 6], [40, 0, 3], [110, 0]);
    const values = plain.map((value, second) => value + (((second * 37) % 11) - 5) * 0.8);
    const evidence = evidenceOf((second) => values[second]!, values.length - 1);
    const ends = [...evidence].filter(([, { ended }]) => ended).map(([second]) => second);
    assert.deepEqual(ends, [171, 266]);
    // By a plain implementation in Python, which looks through all points each time.
    for (const [second, ...expected] of [
      [112, 0.035095, 112, 0.7647, 12],
      [136, 0.12196, 107.1679, 0.8226, 33],
      [160, 0.380882, 55.4408, 0.8151, 55],
      [168, 0.451835, 47.1037, 0.8408, 62],
      [171, 0, 119.7513, 1.3853, 0],
      [184, 0.022927, 104.658, 1.353, 13],
      [216, 0.151937, 57.8084, 1.2528, 42],
      [232, 0.204522, 49.9832, 1.2476, 56],
      [256, 0.62299, 30.7449, 1.2143, 77],
      [264, 0.713434, 23.4843, 1.1869, 85],
      [266, 0, 118.7645, 1.7379, 0],
      [376, 0.057524, 108.9789, 1.6755, 29],
      [400, 0.127825, 82.7071, 1.6131, 50],
      [416, 0.141876, 93.9639, 1.5656, 64],
      [432, 0.493297, 51.6026, 1.5661, 79],
      [440, 0.562448, 45.0597, 1.5225, 87],
    ] as const) {
      const { probability, secondsToLimit, noiseSeconds, ageSeconds } = evidence.get(second)!;
      for (const [index, number] of [probability, secondsToLimit, noiseSeconds, ageSeconds].entries())
        assert.ok(Math.abs(number - expected[index]!) < 1e-4, `${number} at ${second} s`);
    }
  });
});
