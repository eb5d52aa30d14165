import assert from 'node:assert/strict';
import { FeatureTracker } from '../../../../analysis/features/feature-tracker.ts';
import { featureNames } from '../../../../analysis/features/features.ts';
import { seededRandom } from '../../../../analysis/maths/seeded-random.ts';

type Features = Readonly<Record<(typeof featureNames)[number], number>>;

interface Variation {
  readonly limit?: number;
  readonly horizonSeconds?: number;
  readonly intervalSeconds?: number;
  readonly start?: number;
  /** Every value and the limit are multiplied by it. */
  readonly unit?: number;
}

/** A tracker after a sample at each interval from second 0 to the last one. */
function trackerAfter(
  valueAt: (second: number) => number,
  lastSecond: number,
  { limit = 1000, horizonSeconds = 60, intervalSeconds = 1, start = 0, unit = 1 }: Variation = {},
): FeatureTracker {
  const tracker = new FeatureTracker(horizonSeconds);
  const steps = Math.round(lastSecond / intervalSeconds);
  const perSecond = Math.round(1 / intervalSeconds);
  for (let i = 0; i <= steps; i++) {
    const second = intervalSeconds < 1 ? i / perSecond : i * intervalSeconds;
    tracker.append(start + second, unit * valueAt(second), unit * limit);
  }
  return tracker;
}

function featuresAfter(...arguments_: Parameters<typeof trackerAfter>): Features {
  const { features } = trackerAfter(...arguments_);
  assert.ok(!('kind' in features));
  return Object.fromEntries(featureNames.map((name, i) => [name, features[i]!])) as Features;
}

/** Of these values, a twelfth of the horizon of 12 s apart (or a little more), so that each is a block of its own. */
function featuresOfBlocks(values: readonly number[], limit = 100): Features {
  const intervalSeconds = 1.04;
  assert.ok(values.length >= 24);
  return featuresAfter(
    (second) => values[Math.round(second / intervalSeconds)]!,
    intervalSeconds * (values.length - 1),
    { horizonSeconds: 12, intervalSeconds, limit },
  );
}

function near(actual: number, expected: number, tolerance = 1e-9): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected}`);
}

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

/** 100 at first, 1 more each second. */
function line(second: number): number {
  return 100 + second;
}

/** Climbs by 2 a second for 50 s and is back at once, again and again. */
function teeth(second: number): number {
  return 100 + 2 * (second % 50);
}

/** Climbs by 3 a second, up to this height, and begins anew every 150 s. */
function climbsTo(height: number): (second: number) => number {
  return (second) => 100 + Math.min(height, 3 * (second % 150));
}

/** A random walk that drifts upwards, with a step now and then. */
function walk(length: number): number[] {
  const random = seededRandom(5);
  let value = 300;
  return Array.from({ length }, () => (value += random() < 0.01 ? 20 * random() : random() - 0.45));
}

describe('the features of a series', () => {
  describe('on a line of 1 a second', () => {
    let features: Features;
    const need = 700;
    beforeEach(() => (features = featuresAfter(line, 200)));

    it('tell the level as a share of the limit', () => near(features.level, 0.3));

    it('tell what each slope adds in a horizon, beside what is needed', () => {
      for (const name of ['eighth', 'quarter', 'half', 'one', 'two', 'agreed'] as const) {
        near(features[`slope_${name}`], 60 / (60 + need));
      }
    });

    it('see half of the rise in 5/9 of the age, as far as points and confirmation let them', () => {
      // Since 10 % at 20 s; half of the rise was confirmed by the point after 100 s.
      near(features.half_age, 99 / 180);
    });

    it('tell the age beside the time that is still needed', () =>
      near(features.lasting, 180 / (180 + need / 1)));

    it('tell what was climbed, beside what is needed', () => near(features.risen, 200 / (200 + need)));

    it('tell the typical change, beside what is needed', () => near(features.noise, 1 / (1 + need)));

    it('see no spread around the line', () => near(features.spread, 0, 1e-6));

    it('see that the troughs rise by a horizon of growth, less what the halves of the past overlap', () =>
      near(features.trough, 60 / (60 + need), 0.003));

    it('are at the highest value ever seen', () => {
      assert.equal(features.since_high, 0);
      assert.equal(features.below_high, 0);
      assert.equal(features.stalled, 0);
    });

    it('know of no earlier climb', () => {
      assert.equal(features.unprecedented, 1);
      assert.equal(features.precedents, 0);
    });

    it('tell the past, beside a horizon', () => near(features.past, 200 / 260));
  });

  describe('level', () => {
    it('is cut off at half of the limit below 0 and above the limit', () => {
      assert.equal(featuresAfter(() => -2000, 10).level, -0.5);
      assert.equal(featuresAfter(() => 5000, 10).level, 1.5);
    });
  });

  describe('slopes', () => {
    it('are 0 as long as the past does not reach as far back', () => {
      const features = featuresAfter(line, 100);
      near(features.slope_one, 60 / (60 + 800));
      assert.equal(features.slope_two, 0);
      assert.equal(featuresAfter(line, 14).slope_quarter, 0);
      near(featuresAfter(line, 14).slope_eighth, 60 / (60 + 886));
    });

    it('are negative where the series falls', () => {
      near(featuresAfter((second) => 500 - second, 200).slope_one, -60 / (60 + 700));
    });

    it('agree on what the two shortest see when a climb has only begun', () => {
      const features = featuresAfter((second) => 100 + 2 * Math.max(0, second - 180), 200);
      near(features.slope_quarter, 120 / (120 + 860));
      near(features.slope_agreed, features.slope_quarter);
      assert.ok(features.slope_half < features.slope_agreed && features.slope_two < features.slope_half);
    });

    it('agree on the middle one when the shortest see nothing any more', () => {
      const features = featuresAfter((second) => 100 + Math.min(185, second), 200);
      assert.equal(features.slope_eighth, 0);
      assert.ok(features.slope_half > 0 && features.slope_half < features.slope_one);
      assert.equal(features.slope_agreed, features.slope_half);
    });

    it('count from half a percent of the limit when that much is no longer needed', () => {
      for (const limit of [300, 290, 100]) {
        near(featuresAfter(line, 200, { limit }).slope_one, 60 / (60 + 0.005 * limit));
      }
    });
  });

  describe('half_age', () => {
    it('is that of a steady climb without one', () =>
      assert.equal(featuresAfter(() => 7, 100).half_age, 5 / 9));

    it('is less while a climb accelerates, and more while it slows down', () => {
      assert.ok(featuresAfter((second) => (second / 10) ** 2, 200).half_age < 0.5);
      assert.ok(featuresAfter((second) => 40 * Math.sqrt(second), 200).half_age > 0.6);
    });
  });

  describe('spread', () => {
    it('is the residual standard error of the blocks of one horizon', () => {
      const alternating = Array.from({ length: 24 }, (_, i) => (i % 2 === 0 ? 51 : 49));
      // Twelve residuals of 1 whose line falls by 6 / 143 a block.
      const error = Math.sqrt((12 - 36 / 143) / 10);
      near(featuresOfBlocks(alternating).spread, error / (error + 51));
    });
  });

  describe('a step', () => {
    it('is the share of the range that one block added, and how long ago that was', () => {
      const features = featuresOfBlocks([...times(12, 10), ...times(4, 10), 30, 30, 30, 30, 35, 40, 45, 50]);
      near(features.jump, 20 / 40);
      near(features.jump_age, 7 / 11);
    });

    it('is not looked for before the last horizon', () => {
      const features = featuresOfBlocks([...times(11, 10), 90, ...times(12, 90)], 200);
      assert.equal(features.jump, 0);
      assert.equal(features.jump_age, 1);
    });

    it('is upwards', () => assert.equal(featuresOfBlocks([...times(18, 50), ...times(6, 10)]).jump, 0));
  });

  describe('trough', () => {
    it('is by how much the lowest block rose from one horizon to the next', () => {
      const features = featuresOfBlocks([
        ...times(5, 20),
        5,
        ...times(6, 20),
        ...times(8, 40),
        12,
        40,
        40,
        60,
      ]);
      near(features.trough, 7 / (7 + 40));
      const sinking = featuresOfBlocks([
        ...times(5, 20),
        15,
        ...times(6, 20),
        ...times(8, 40),
        12,
        40,
        40,
        60,
      ]);
      near(sinking.trough, -3 / (3 + 40));
    });

    it('compares with the horizon before alone, also when the last one begins with its lowest block', () => {
      const features = featuresOfBlocks([...times(11, 20), 15, 12, ...times(10, 40), 60]);
      near(features.trough, -3 / (3 + 40));
    });
  });

  describe('the highest value', () => {
    it('is remembered for ever, with its time', () => {
      const features = featuresAfter((second) => (second === 100 ? 400 : 100), 1000);
      near(features.since_high, 900 / 960);
      near(features.below_high, 300 / (300 + 900));
    });
  });

  describe('a high that is reached again', () => {
    it('counts from its first time, as on a series that never changes', () => {
      near(featuresAfter(() => 100, 100).since_high, 100 / 160);
    });
  });

  describe('earlier climbs', () => {
    it('count that got as far, and of them those that got as far as is needed', () => {
      // Three climbs of 98 have ended, and the fourth is at 60.
      const near100 = featuresAfter(teeth, 180, { limit: 190 });
      assert.equal(near100.unprecedented, 1 / 4);
      assert.equal(near100.precedents, 3 / 4);
      const beyond = featuresAfter(teeth, 180, { limit: 200 });
      assert.equal(beyond.unprecedented, 1 / 4);
      assert.equal(beyond.precedents, 0);
    });
  });

  describe('kept', () => {
    it('is two thirds without a climb or a record', () => {
      assert.equal(featuresAfter(() => 100, 500).kept, 2 / 3);
      assert.equal(featuresAfter((second) => 500 - second / 10, 500).kept, 2 / 3);
    });

    it('is more where such slopes led to the limit, and less where they did not', () => {
      assert.ok(featuresAfter(climbsTo(420), 940, { limit: 500 }).kept > 0.75);
      assert.ok(featuresAfter(climbsTo(200), 940, { limit: 500 }).kept < 0.55);
    });
  });

  describe('stalled', () => {
    it('is the time without a new high in this climb, beside its age', () => {
      const features = featuresAfter((second) => Math.min(100, second), 120);
      // The high of 100 s is confirmed by the next point, and the climb is as old as its first tenth.
      near(features.stalled, 19 / (19 + 110));
    });
  });

  it('do not depend on the unit', () => {
    const values = walk(900);
    const of = (unit: number): Features => featuresAfter((second) => values[second]!, 899, { unit });
    assert.deepEqual(of(2 ** 30), of(1));
    const inThirds = of(1 / 3);
    for (const [name, feature] of Object.entries(of(1))) {
      near(inThirds[name as keyof Features], feature, 1e-6);
    }
  });

  it('do not depend on where time begins', () => {
    const values = walk(900);
    const of = (start: number): Features => featuresAfter((second) => values[second]!, 899, { start });
    for (const [name, feature] of Object.entries(of(0))) {
      near(of(1.8e9)[name as keyof Features], feature, 1e-6);
    }
  });

  it('do not depend on where 0 is, but for the level', () => {
    const values = walk(900);
    const of = (shift: number): Features =>
      featuresAfter((second) => shift + values[second]!, 899, { limit: 1000 + shift });
    const { level: _, ...rest } = of(0);
    const shifted = of(4096);
    for (const [name, feature] of Object.entries(rest)) near(shifted[name as keyof Features], feature, 1e-6);
  });

  it('are about points of a sixtieth of the horizon, however densely it is sampled', () => {
    const values = walk(900);
    const valueAt = (second: number): number => values[Math.floor(second)]! + (second % 1);
    const sparse = featuresAfter(valueAt, 899);
    const dense = featuresAfter(valueAt, 899, { intervalSeconds: 0.1 });
    // What looks at points rather than at means of what lies between.
    for (const name of [
      'level',
      'half_age',
      'risen',
      'noise',
      'since_high',
      'below_high',
      'unprecedented',
      'stalled',
      'past',
    ] as const) {
      assert.equal(dense[name], sparse[name], name);
    }
    const [onLine, denseLine] = [
      featuresAfter(line, 300),
      featuresAfter(line, 300, { intervalSeconds: 0.1 }),
    ];
    for (const name of featureNames.filter((each) => each.startsWith('slope'))) {
      near(denseLine[name], onLine[name]);
    }
  });

  it('change with the points of the grid alone, and say which those are', () => {
    const tracker = new FeatureTracker(60);
    const isPoint = Array.from({ length: 31 }, (_, i) => tracker.append(i / 10, i, 1000));
    assert.deepEqual(
      isPoint.flatMap((is, i) => (is ? [i] : [])),
      [0, 10, 20, 30],
    );
  });

  it('lie between -1 and 1, but for the level', () => {
    const values = walk(2000);
    const tracker = new FeatureTracker(60);
    for (const [second, value] of values.entries()) {
      tracker.append(second, value, 330);
      const { features } = tracker;
      if ('kind' in features) continue;
      assert.ok(features.subarray(1).every((feature) => Math.abs(feature) <= 1));
    }
  });

  it('are an abstention until there are five points', () => {
    assert.deepEqual(trackerAfter(line, 3).features, {
      kind: 'abstention',
      reason: 'too-few-samples',
      have: 4,
      need: 5,
    });
    assert.equal(new FeatureTracker(60).features instanceof Float64Array, false);
    assert.ok(trackerAfter(line, 4).features instanceof Float64Array);
  });

  it('are an abstention while they are not finite, and numbers again afterwards', () => {
    const notFinite = { kind: 'abstention', reason: 'not-finite' };
    const tracker = trackerAfter(line, 200);
    tracker.append(201, line(201), Number.NaN);
    assert.deepEqual(tracker.features, notFinite);
    tracker.append(202, line(202), 1000);
    assert.ok(tracker.features instanceof Float64Array);
    assert.deepEqual(trackerAfter(() => 0, 100, { limit: 0 }).features, notFinite);
    assert.deepEqual(trackerAfter((second) => (second % 2 === 0 ? 1e308 : -1e308), 200).features, notFinite);
  });

  it('take a limit of 0 for reached by what is above it', () => {
    assert.equal(featuresAfter(() => 5, 100, { limit: 0 }).level, 1.5);
  });
});
