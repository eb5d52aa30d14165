import assert from 'node:assert/strict';
import { Climbs } from '../../../../analysis/climb/climbs.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

interface Walk {
  readonly climbs: Climbs;
  /** Seconds at which a climb ended. */
  readonly ends: readonly number[];
}

/** One point a second. */
function walk(seconds: number, valueAt: (second: number) => number, start = 1.8e9): Walk {
  const climbs = new Climbs(60);
  const ends: number[] = [];
  for (let second = 0; second <= seconds; second++) {
    if (climbs.append(start + second, valueAt(second))) ends.push(second);
  }
  return { climbs, ends };
}

const period = 82;

/** Up by 10 a second for 40 s, down as fast; each top and each trough lasts for two points, so that it counts. */
function triangle(second: number): number {
  const phase = second % period;
  return 100 + 10 * Math.min(phase, period - 1 - phase);
}

/** Up by 100 every 20 s. */
function stairs(second: number): number {
  return 100 * Math.floor(second / 20);
}

/** 30 s at 0, 30 s at 1000. */
function jumps(second: number): number {
  return second % 60 < 30 ? 0 : 1000;
}

/** Up by 5 a second to 500, with a pause at 200; its top is held for some seconds. */
function held(seconds: number, pause: number): (second: number) => number {
  return (second) => {
    const climbed = second < 40 ? second : Math.max(40, second - pause);
    return second < 100 + pause + seconds ? 5 * Math.min(100, climbed) : 0;
  };
}

/** A creep for 1000 s, and up by 10 a second from then on. */
function creep(second: number): number {
  return second / 100 + 10 * Math.max(0, second - 1000);
}

/** Nothing, 500 at once at second 20, which creeps on for 40 s, and nothing again. */
function creepingBulk(second: number): number {
  return second < 20 || second >= 60 ? 0 : 500 + 0.5 * (second - 20);
}

describe('the climbs of a series', () => {
  it('begin where the climb began, and rise with it', () => {
    const { climbs, ends } = walk(130, (second) => 50 + 4 * Math.max(0, second - 100));
    assert.equal(climbs.low, 50);
    assert.equal(climbs.rise, 120);
    assert.deepEqual(ends, []);
    assert.ok(climbs.ageSeconds >= 25 && climbs.ageSeconds <= 30, `${climbs.ageSeconds} s old`);
  });

  it('begin at the lowest point of a fall, once it has been there for two points', () => {
    const { climbs } = walk(31, (second) => 480 + Math.max(0, 20 - second) + 10 * Math.max(0, second - 21));
    assert.equal(climbs.low, 480);
    assert.equal(climbs.rise, 100);
    assert.ok(climbs.ageSeconds <= 10);
  });

  it('are moved by no single outlier', () => {
    const clean = walk(160, (second) => 300 + 2 * Math.max(0, second - 60));
    for (const outlier of [-1e6, 1, 960, 1e6]) {
      for (const position of [30, 61, 100, 159]) {
        const { climbs, ends } = walk(160, (second) =>
          second === position ? outlier : 300 + 2 * Math.max(0, second - 60),
        );
        const where = `${outlier} at ${position} s`;
        assert.deepEqual(ends, [], where);
        assert.equal(climbs.low, 300, where);
        assert.equal(climbs.rise, clean.climbs.rise, where);
        assert.ok(Math.abs(climbs.ageSeconds - clean.climbs.ageSeconds) <= 1, where);
        assert.ok(Math.abs(climbs.halfAgeSeconds - clean.climbs.halfAgeSeconds) <= 1, where);
      }
    }
  });

  it('never rise below 0', () => {
    const { climbs } = walk(50, (second) => 1000 - 3 * second);
    assert.equal(climbs.rise, 0);
    assert.equal(climbs.countAtLeast(0), 0);
  });

  it('end once a good part has been given back, once each', () => {
    const { climbs, ends } = walk(4 * period + 20, triangle);
    assert.equal(ends.length, 4);
    for (const [index, end] of ends.entries()) {
      const after = end - (period * index + 41);
      assert.ok(after > 5 && after < 25, `${after} s after the top`);
    }
    assert.ok(Math.abs(climbs.rise - 200) < 1e-9 && climbs.low === 100);
  });

  it('are counted by their height', () => {
    const { climbs } = walk(4 * period + 20, (second) =>
      second <= 2 * period ? triangle(second) : 2 * triangle(second),
    );
    // Two of 400 each, one of 900 from the trough of the smaller ones, and one of 800.
    assert.equal(climbs.countAtLeast(390), 4);
    assert.equal(climbs.countAtLeast(790), 2);
    assert.equal(climbs.countAtLeast(850), 1);
    assert.equal(climbs.countAtLeast(901), 0);
  });

  it('are counted as well when they end below where they began', () => {
    for (const fall of [0, 0.5, 5]) {
      const tooth = (second: number): number => 300 + 25 * (second % 20) - fall * Math.floor(second / 20);
      const { climbs, ends } = walk(199, tooth);
      // The second point after each fall: one alone would be an outlier.
      assert.deepEqual(ends, [21, 41, 61, 81, 101, 121, 141, 161, 181], `falling by ${fall}`);
      // 475 each, of which one step at the top and one at the trough have been seen only once.
      assert.equal(climbs.countAtLeast(420), 9, `falling by ${fall}`);
      assert.equal(climbs.countAtLeast(476), 0, `falling by ${fall}`);
    }
  });

  it('end at the second point that is a third below the top, and not before', () => {
    for (const [fallen, expected] of [
      [197, []],
      [198, [102]],
    ] as const) {
      const { ends } = walk(160, (second) => (second <= 100 ? 6 * second : 600 - 6 - fallen), 0);
      assert.deepEqual(ends, expected, `${fallen} of 594`);
    }
  });

  it('do not end by less than three usual changes', () => {
    for (const [fallen, expected] of [
      [17, []],
      [24, [1012]],
    ] as const) {
      // Changes of 6 from point to point; then up by 30, which holds for ten points.
      const { ends } = walk(
        1020,
        (second) => (second < 1000 ? 6 * (second % 2) : second < 1011 ? 30 : 30 - fallen),
        0,
      );
      assert.deepEqual(
        ends.filter((second) => second >= 1000),
        expected,
        `${fallen} after changes of 6`,
      );
    }
  });

  it('do not end by a fall where there was none', () => {
    for (const fall of [20, 300]) {
      const { climbs, ends } = walk(260, (second) => 500 + 4 * (second % 2) - (second < 200 ? 0 : fall));
      assert.deepEqual(ends, [], `by ${fall}`);
      assert.equal(climbs.countAtLeast(0), 0);
    }
  });

  it('do not end by a fall after a rise within the noise', () => {
    // Changes of 4 from point to point; then up by 5, which holds for ten points.
    const { ends } = walk(260, (second) =>
      second < 190 ? 500 + 4 * (second % 2) : second < 200 ? 505 : 200,
    );
    assert.deepEqual(ends, []);
  });

  it('begin at the end of a slow fall within the noise', () => {
    // From point to point 10 up and down, and 0.1 down a second.
    const { climbs } = walk(400, (second) => 500 - second / 10 + (second % 2 === 0 ? 5 : -5), 0);
    assert.ok(Math.abs(climbs.low - 465) < 1e-9, `${climbs.low}`);
    assert.deepEqual([climbs.highTime, climbs.rise], [400, 0]);
  });

  it('are remembered at the pace of their main part, however long a creep before it', () => {
    const { climbs } = walk(1160, (second) => (second < 1060 ? creep(second) : 10 * (second - 1060)));
    assert.equal(climbs.countAtLeast(500), 1);
  });

  it('are remembered at that pace also when they creep on at their top', () => {
    const { climbs } = walk(160, (second) => creepingBulk(second) + 10 * Math.max(0, second - 100));
    assert.equal(climbs.earlier.countAtLeast(500, 500), 1);
    assert.equal(climbs.countAtLeast(500), 0, 'a leak at a fiftieth of it');
  });

  it('do not end by noise', () => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const { climbs, ends } = walk(600, (second) => second + 8 * (random() - 0.5));
      assert.deepEqual(ends, [], `seed ${seed}`);
      assert.ok(Math.abs(climbs.rise - 600) < 10);
      assert.ok(climbs.usual.change > 1 && climbs.usual.change < 5, `${climbs.usual.change}`);
    }
  });

  it('go on over the treads of a staircase, which pauses and does not stall', () => {
    const { climbs, ends } = walk(195, stairs);
    assert.deepEqual(ends, []);
    assert.equal(climbs.rise, 900);
    assert.equal(climbs.stalledSeconds(1.5), 0);
  });

  it('stall when they pause much longer than ever on the way', () => {
    const { climbs } = walk(160, (second) => 5 * Math.min(second, 100));
    const stalled = climbs.stalledSeconds(2);
    assert.ok(stalled >= 59 && stalled <= 60, `${stalled} s`);
  });

  it('are as old as what they added, and not as the flat time before it', () => {
    for (const flat of [0, 10, 1000]) {
      const { climbs } = walk(flat + 50, (second) => 300 + 10 * Math.max(0, second - flat));
      const age = climbs.ageSeconds;
      assert.ok(age >= 42 && age <= 50, `${age} s after ${flat} s`);
    }
  });

  it('are as old as their main part, however long a creep before it', () => {
    const { climbs } = walk(1050, (second) => second / 100 + 10 * Math.max(0, second - 1000));
    assert.ok(climbs.ageSeconds <= 50, `${climbs.ageSeconds} s`);
  });

  it('know since when they have been more than half as high', () => {
    const [line, bend] = [(second: number) => 10 * second, (second: number) => 2 ** (second / 10)].map(
      (valueAt) => walk(80, valueAt).climbs,
    );
    // Within a point: a level counts from the second one on.
    assert.ok(Math.abs(line!.halfAgeSeconds - 40) <= 1, `${line!.halfAgeSeconds} s`);
    assert.ok(Math.abs(bend!.halfAgeSeconds - 9) <= 1, `${bend!.halfAgeSeconds} s`);
    const { climbs } = walk(period + 30, triangle);
    assert.ok(Math.abs(climbs.halfAgeSeconds - 15) <= 1, `${climbs.halfAgeSeconds} s`);
    assert.ok(line!.halfAgeSeconds < line!.ageSeconds && bend!.halfAgeSeconds < bend!.ageSeconds);
  });

  it('begin where their first third leads back to', () => {
    for (const slope of [2, 0.1]) {
      const { climbs } = walk(3000, (second) => 300 + slope * Math.max(0, second - 700), 0);
      assert.ok(Math.abs(climbs.beginTime - 700) <= 2, `${climbs.beginTime} s`);
    }
    // Within the flat time that this third has in it.
    const { climbs } = walk(300, (second) => 300 + Math.max(0, second - 100, 2 * (second - 150)), 0);
    assert.ok(Math.abs(climbs.beginTime - 100) <= 20, `${climbs.beginTime} s`);
  });

  it('had stopped before they ended when their top was held for longer than any pause before', () => {
    for (const [seconds, pause, expected] of [
      [0, 0, false],
      [1, 0, false],
      [3, 0, true],
      [20, 0, true],
      [20, 30, false],
      [40, 30, true],
    ] as const) {
      const { climbs, ends } = walk(199, held(seconds, pause));
      assert.equal(ends.length, 1);
      assert.equal(climbs.hasStopped, expected, `${seconds} s after pauses of ${pause} s`);
    }
  });

  it('know when the one that has ended was at its top', () => {
    const { climbs } = walk(61, (second) => (second < 60 ? second : 0), 0);
    assert.equal(climbs.highTime, 59);
  });

  it('are counted only where they climbed at a similar pace', () => {
    const { climbs } = walk(900, (second) => (second < 600 ? jumps(second) : 2 * (second - 600)));
    assert.equal(climbs.countAtLeast(500), 0);
    const again = walk(932, jumps).climbs;
    assert.ok(again.countAtLeast(500) > 5);
  });

  it('know the typical change from point to point, whatever the first ones were', () => {
    for (const seconds of [3, 30, 3000]) {
      const { climbs } = walk(seconds, (second) => 6 * (second % 2));
      assert.ok(Math.abs(climbs.usual.change - 6) < 1e-9, `${climbs.usual.change}`);
    }
  });

  it('do not depend on where 0 is', () => {
    const [here, there] = [0, 2 ** 20].map((shift) => walk(333, (second) => shift + triangle(second)));
    assert.deepEqual(there!.ends, here!.ends);
    for (const height of [100, 300, 400, 401]) {
      assert.equal(there!.climbs.countAtLeast(height), here!.climbs.countAtLeast(height));
    }
  });
});
