import assert from 'node:assert/strict';
import { EarlierClimbs, shareGoingOn } from '../../../../analysis/climb/earlier-climbs.ts';

/** All at a pace of 1, from one base to each of these tops. */
function climbsTo(tops: readonly number[], base = 0): EarlierClimbs {
  const climbs = new EarlierClimbs();
  for (const top of tops) climbs.record(top - base, top, 1);
  return climbs;
}

describe('earlier climbs', () => {
  it('count when they were as high, up to five times faster or slower', () => {
    const climbs = new EarlierClimbs();
    for (const pace of [1.9, 2, 10, 50, 51]) climbs.record(100, 150, pace);
    assert.equal(climbs.countAtLeast(100, 10), 3);
    assert.equal(climbs.countAtLeast(100.1, 10), 0);
  });

  it('are precedents of a climb that has come as far', () => {
    const climbs = climbsTo([40, 50, 60, 70]);
    const compared = { rise: 50, value: 50, limit: 70, pace: 1 };
    assert.deepEqual(climbs.precedents(compared, 0.5), { gotThisFar: 3, reached: 1 });
    assert.deepEqual(climbs.precedents({ ...compared, limit: 71 }, 0.5), { gotThisFar: 3, reached: 0 });
    assert.deepEqual(climbs.precedents({ ...compared, pace: 6 }, 0.5), { gotThisFar: 0, reached: 0 });
  });

  it('speak against a climb by their level, where they were high enough and yet came to no limit', () => {
    // Teeth from 60 to 95 under a limit of 100: each is higher than what a climb from 85 still needs.
    const teeth = climbsTo([95, 95, 95], 60);
    assert.deepEqual(teeth.precedents({ rise: 6, value: 91, limit: 100, pace: 1 }, 0.9), {
      gotThisFar: 3,
      reached: 0,
    });
    // Above them all there is no precedent by level, and the height counts.
    assert.deepEqual(teeth.precedents({ rise: 11, value: 96, limit: 100, pace: 1 }, 0.9), {
      gotThisFar: 3,
      reached: 3,
    });
  });

  it('speak against a climb by their height, where their level is that of other times', () => {
    // Steps of 10 on the way up; the present climb has come 8 and needs 30.
    const steps = new EarlierClimbs();
    for (const top of [30, 40, 50]) steps.record(10, top, 1);
    assert.deepEqual(steps.precedents({ rise: 8, value: 58, limit: 88, pace: 1 }, 0.9), {
      gotThisFar: 3,
      reached: 0,
    });
  });

  it('say nothing any more of a climb that has left their top behind by more than is missing to the limit', () => {
    // Backlogs of a queue that have grown by 40, from lower and lower stocks to higher ones.
    const backlogs = new EarlierClimbs();
    for (const top of [60, 70, 80]) backlogs.record(40, top, 1);
    const compared = { rise: 35, value: 85, limit: 100, pace: 1 };
    assert.deepEqual(backlogs.precedents(compared, 0.9), { gotThisFar: 2, reached: 0 });
    assert.deepEqual(backlogs.precedents({ ...compared, limit: 90 }, 0.9), { gotThisFar: 3, reached: 3 });
    assert.deepEqual(backlogs.precedents({ ...compared, value: 91, rise: 38 }, 0.9), {
      gotThisFar: 0,
      reached: 0,
    });
  });

  it('do not tell how far they would have gone, where they were cut short on the way', () => {
    const climbs = new EarlierClimbs();
    for (const height of [40, 50, 60, 70]) {
      climbs.record(height, height, 1);
      climbs.markNewest(height !== 60);
    }
    const compared = { rise: 50, value: 50, limit: 70, pace: 1 };
    assert.deepEqual(climbs.precedents(compared, 0.5), { gotThisFar: 2, reached: 1 });
    assert.deepEqual(climbs.precedents({ ...compared, limit: 71 }, 0.5), { gotThisFar: 1, reached: 0 });
    assert.equal(climbs.countAtLeast(0, 1), 4);
  });

  it('can be marked again', () => {
    const climbs = climbsTo([50]);
    climbs.markNewest(true);
    climbs.markNewest(false);
    const compared = { rise: 10, value: 10, limit: 100, pace: 1 };
    assert.deepEqual(climbs.precedents(compared, 0.5), { gotThisFar: 1, reached: 0 });
  });

  it('give way to newer ones after 256, and what was known of them with them', () => {
    const climbs = climbsTo([100]);
    climbs.markNewest(true);
    for (let i = 0; i < 255; i++) climbs.record(50, 50, 1);
    assert.equal(climbs.countAtLeast(100, 1), 1);
    climbs.record(50, 50, 1);
    assert.equal(climbs.countAtLeast(0, 1), 256);
    assert.equal(climbs.countAtLeast(100, 1), 0);
    const compared = { rise: 0, value: 0, limit: 200, pace: 1 };
    assert.deepEqual(climbs.precedents(compared, 0.5), { gotThisFar: 256, reached: 0 });
  });
});

describe('the share of climbs that go on', () => {
  it('goes by precedents where there are many', () => {
    assert.ok(shareGoingOn({ gotThisFar: 50, reached: 0 }, 0.7) < 0.05);
    assert.ok(shareGoingOn({ gotThisFar: 50, reached: 50 }, 0.3) > 0.95);
    assert.ok(Math.abs(shareGoingOn({ gotThisFar: 50, reached: 25 }, 0.7) - 0.5) < 0.05);
  });

  it('lets one precedent count as much as the probability without any', () => {
    assert.equal(shareGoingOn({ gotThisFar: 0, reached: 0 }, 0.7), 0.7);
    assert.equal(shareGoingOn({ gotThisFar: 1, reached: 0 }, 0.7), 0.35);
    assert.equal(shareGoingOn({ gotThisFar: 1, reached: 1 }, 0.7), 0.85);
  });
});
