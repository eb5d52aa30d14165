import assert from 'node:assert/strict';
import { EarlierClimbs } from '../../../../analysis/climb/earlier-climbs.ts';

describe('earlier climbs', () => {
  it('count when they were as high, up to five times faster or slower', () => {
    const climbs = new EarlierClimbs();
    for (const pace of [1.9, 2, 10, 50, 51]) climbs.record(100, pace);
    assert.equal(climbs.countAtLeast(100, 10), 3);
    assert.equal(climbs.countAtLeast(100.1, 10), 0);
  });

  it('are known to have been cut short, from one height on and below another', () => {
    const climbs = new EarlierClimbs();
    for (const height of [40, 50, 60, 70]) {
      climbs.record(height, 1);
      climbs.markNewest(height !== 60);
    }
    assert.equal(climbs.countCutShort(50, 70, 1), 1);
    assert.equal(climbs.countCutShort(40, 71, 1), 3);
    assert.equal(climbs.countCutShort(40, 71, 6), 0);
    assert.equal(climbs.countAtLeast(0, 1), 4);
  });

  it('can be marked again', () => {
    const climbs = new EarlierClimbs();
    climbs.record(50, 1);
    climbs.markNewest(true);
    climbs.markNewest(false);
    assert.equal(climbs.countCutShort(0, 100, 1), 0);
  });

  it('give way to newer ones after 256, and what was known of them with them', () => {
    const climbs = new EarlierClimbs();
    climbs.record(100, 1);
    climbs.markNewest(true);
    for (let i = 0; i < 255; i++) climbs.record(50, 1);
    assert.equal(climbs.countAtLeast(100, 1), 1);
    climbs.record(50, 1);
    assert.equal(climbs.countAtLeast(0, 1), 256);
    assert.equal(climbs.countAtLeast(100, 1), 0);
    assert.equal(climbs.countCutShort(0, 200, 1), 0);
  });
});
