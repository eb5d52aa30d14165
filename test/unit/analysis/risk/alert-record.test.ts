import assert from 'node:assert/strict';
import type { ClimbEvidence } from '../../../../analysis/climb/evidence.ts';
import { AlertRecord } from '../../../../analysis/risk/alert-record.ts';

const limit = 1000;
const horizonSeconds = 60;

function evidence(changes: Partial<ClimbEvidence> = {}): ClimbEvidence {
  return {
    probability: 1,
    survival: 1,
    secondsToLimit: 10,
    noiseSeconds: 1,
    riseInChanges: 40,
    ageSeconds: 50,
    pace: 10,
    meanPace: 10,
    gotThisFar: 0,
    reached: 0,
    ended: false,
    wasCutShort: false,
    isGoingOn: true,
    isStairs: false,
    ...changes,
  };
}

/** A record, and the second up to which it has been told: of alerts up to `level`, one every 200 s. */
class Told {
  readonly record = new AlertRecord(horizonSeconds);
  second = 0;

  observe(seconds: number, value: number, changes?: Partial<ClimbEvidence>): void {
    for (const until = this.second + seconds; this.second < until; this.second++) {
      this.record.observe(this.second, value, limit, evidence(changes));
    }
  }

  alert(level = 950, changes?: Partial<ClimbEvidence>): void {
    this.observe(2, level, changes);
    this.record.open(this.second, evidence(changes));
    this.observe(10, level, changes);
    this.record.close();
    this.observe(1, 300, { ended: true });
    this.observe(187, 300);
  }

  isNews(value = 940, changes?: Partial<ClimbEvidence>): boolean {
    this.observe(2, value, changes);
    return this.record.isNews(this.second, evidence(changes));
  }
}

function toldFalse(alerts: number, level?: number): Told {
  const told = new Told();
  for (let i = 0; i < alerts; i++) told.alert(level);
  return told;
}

describe('the record of alerts', () => {
  it('lets the same alert pass up to three times, and not again', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((alerts) => toldFalse(alerts).isNews()),
      [true, true, true, false, false],
    );
  });

  it('counts the alerts before the present one that came to nothing', () => {
    const told = toldFalse(2);
    assert.equal(told.record.earlier, 2);
    told.observe(2, 950);
    told.record.open(told.second, evidence());
    told.observe(10, 950);
    assert.equal(told.record.earlier, 2, 'while one is on');
    told.observe(7, 1010);
    told.record.close();
    told.observe(200, 300);
    assert.equal(told.record.earlier, 2, 'after a crossing');
    told.alert(950);
    assert.equal(told.record.earlier, 3);
    told.observe(3800, 300);
    assert.equal(told.record.earlier, 0, 'after 60 horizons');
  });

  it('does not count one whose climb was ended from outside among them', () => {
    const told = toldFalse(1);
    told.observe(1, 300, { wasCutShort: true });
    assert.equal(told.record.earlier, 0);
    told.observe(1, 300);
    assert.equal(told.record.earlier, 1);
  });

  it('lets a new high pass, but not for one sample', () => {
    const told = toldFalse(3);
    told.record.observe(told.second, 960, limit, evidence());
    assert.equal(told.record.isNews(told.second, evidence()), false);
    assert.equal(told.isNews(960), true);
  });

  it('lets a climb pass that is more than twice as fast or as old as all before', () => {
    for (const [pace, ageSeconds, expected] of [
      [20, 50, false],
      [20.1, 50, true],
      [10, 100, false],
      [10, 100.1, true],
    ] as const) {
      assert.equal(
        toldFalse(3).isNews(940, { pace, ageSeconds }),
        expected,
        `${pace} a second, ${ageSeconds} s`,
      );
    }
  });

  it('counts the level that is reached within a horizon after an alert, and not later ones', () => {
    for (const [wait, expected] of [
      [20, false],
      [100, true],
    ] as const) {
      const told = toldFalse(2);
      told.record.open(told.second, evidence());
      told.record.close();
      told.observe(wait, 300);
      told.observe(2, 980);
      told.observe(100, 300);
      assert.equal(told.isNews(970), expected, `${wait} s`);
    }
  });

  it('does not count an alert before its horizon is over', () => {
    const told = toldFalse(2);
    told.observe(2, 950);
    told.record.open(told.second, evidence());
    told.record.close();
    told.observe(50, 300);
    assert.equal(told.isNews(), true);
    told.observe(20, 300);
    assert.equal(told.isNews(), false);
  });

  it('forgets alerts after 60 horizons', () => {
    const told = toldFalse(3);
    told.observe(3000, 300);
    assert.equal(told.isNews(), false);
    told.observe(300, 300);
    assert.equal(told.isNews(), true);
  });

  it('counts no alert as false that a crossing followed within a horizon; touching the limit is none', () => {
    for (const [stay, expected] of [
      [4, false],
      [7, true],
    ] as const) {
      const told = toldFalse(2);
      told.observe(2, 950);
      told.record.open(told.second, evidence());
      told.observe(20, 950);
      told.observe(stay, 1010);
      told.record.close();
      told.observe(200, 300);
      assert.equal(told.isNews(), expected, `${stay} s at the limit`);
    }
  });

  it('does not count an alert whose climb was ended from outside', () => {
    const told = toldFalse(3);
    assert.equal(told.isNews(940, { wasCutShort: true }), true, 'as far as is known');
    assert.equal(told.isNews(940), false, 'it was not after all');
    told.observe(1, 940, { wasCutShort: true });
    told.observe(1, 300, { ended: true });
    assert.equal(told.isNews(940), true, 'for certain');
  });
});
