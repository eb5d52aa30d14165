import assert from 'node:assert/strict';
import { SlopeRecord, TrendRecord } from '../../../../analysis/climb/trend-records.ts';

const seconds = 20;
const dueSeconds = 10;
/** Longer than a promise is open. */
const apart = 30;

/** TrendRecord of 10 each, made one after the other at 0; whether each one came true is told by its number. */
function recordOf(count: number, isKept: (index: number) => boolean, weight = 1): TrendRecord {
  const record = new TrendRecord(seconds, dueSeconds);
  for (let i = 0; i < count; i++) {
    const time = apart * i;
    record.observe(time, 0);
    record.make(time, 0, 10, weight);
    record.observe(time + 5, isKept(i) ? 10 : 1);
  }
  record.observe(apart * count, 0);
  return record;
}

function shareOf(record: TrendRecord, count: number, value = 0, need = 10): number {
  return record.keptShare(apart * count, value, need);
}

describe('the record of a trend', () => {
  it('is two thirds before there is one', () => {
    assert.ok(Math.abs(new TrendRecord(seconds, dueSeconds).keptShare(0, 5, 1) - 2 / 3) < 1e-12);
  });

  it('goes towards what came of them', () => {
    const [kept, broken] = [recordOf(60, () => true), recordOf(60, () => false)];
    assert.ok(shareOf(kept, 60) > 0.95);
    assert.ok(shareOf(broken, 60) < 0.05);
    assert.ok(
      Math.abs(
        shareOf(
          recordOf(60, (index) => index % 2 === 0),
          60,
        ) - 0.5,
      ) < 0.03,
    );
  });

  it('is kept when nearly all of the need has come within the time', () => {
    for (const [time, high, isKept] of [
      [20, 9.5, true],
      [20, 6, false],
      [20.5, 100, false],
    ] as const) {
      const record = new TrendRecord(seconds, dueSeconds);
      record.make(0, 0, 10, 100);
      record.observe(time, high);
      record.observe(40, 0);
      const share = record.keptShare(40, 0, 10);
      assert.equal(share > 2 / 3, isKept, `${high} after ${time} s: ${share}`);
    }
  });

  it('does not count what came before the promise', () => {
    const record = new TrendRecord(seconds, dueSeconds);
    record.observe(0, 100);
    record.make(1, 0, 10, 1);
    assert.ok(record.keptShare(30, 0, 10) < 2 / 3);
  });

  it('counts a promise from the time on at which it is due', () => {
    const record = new TrendRecord(seconds, dueSeconds);
    record.make(0, 0, 10, 1);
    assert.ok(Math.abs(record.keptShare(9.9, 0, 10) - 2 / 3) < 1e-12);
    assert.ok(record.keptShare(10, 0, 10) < 2 / 3);
  });

  it('asks only those that promised as much as is needed, and most of all those made near', () => {
    const record = recordOf(20, () => false);
    assert.ok(Math.abs(shareOf(record, 20, 0, 10.1) - 2 / 3) < 1e-12);
    const shares = [0, 5, 20, 100, 1e6].map((value) => shareOf(record, 20, value));
    for (const [index, share] of shares.slice(1).entries()) assert.ok(share > shares[index]!);
    assert.ok(Math.abs(shares.at(-1)! - 2 / 3) < 1e-6);
  });

  it('counts one made nearer to the limit as kept when the limit was reached', () => {
    // 10 are needed from 0; at 6 as much was promised, where 4 were missing.
    for (const [high, isKept] of [
      [10, true],
      [7, false],
    ] as const) {
      const record = new TrendRecord(seconds, dueSeconds);
      record.make(0, 6, 10, 100);
      record.observe(5, high);
      record.observe(40, 0);
      const share = record.keptShare(40, 0, 10);
      assert.equal(share > 2 / 3, isKept, `from 6 to ${high}: ${share}`);
    }
  });

  it('asks of one made farther from the limit no more than is needed now', () => {
    const record = new TrendRecord(seconds, dueSeconds);
    record.make(0, -6, 30, 100);
    record.observe(5, 4);
    record.observe(40, 0);
    assert.ok(record.keptShare(40, 0, 10) > 2 / 3);
  });

  it('weighs entries as it was told', () => {
    const [light, heavy] = [recordOf(10, () => false, 0.1), recordOf(10, () => false, 10)];
    assert.ok(shareOf(heavy, 10) < shareOf(light, 10));
    assert.ok(Math.abs(shareOf(heavy, 10) - 2 / 103) < 1e-12);
  });

  it('lets no single one decide, however old and however many came after it', () => {
    for (const count of [256, 257, 300, 600, 1500, 20_000]) {
      assert.ok(
        shareOf(
          recordOf(count, () => true),
          count,
        ) > 0.97,
        `${count}`,
      );
      assert.ok(
        shareOf(
          recordOf(count, () => false),
          count,
        ) < 0.03,
        `${count}`,
      );
      for (const exception of [0, 1, 2, 100, count - 1]) {
        const share = shareOf(
          recordOf(count, (index) => index !== exception),
          count,
        );
        assert.ok(share > 0.95, `of ${count} all kept but number ${exception}: ${share}`);
      }
    }
  });

  it('fades: what came of the newest counts most', () => {
    for (const [newest, least, most] of [
      [false, 0, 0.25],
      [true, 0.75, 1],
    ] as const) {
      const count = 100_000;
      const share = shareOf(
        recordOf(count, (index) => index >= count - 1000 === newest),
        count,
      );
      assert.ok(share >= least && share <= most, `${share}`);
    }
  });

  it('remembers for longer than it could keep every promise', () => {
    const share = shareOf(
      recordOf(500, (index) => index >= 200),
      500,
    );
    assert.ok(share < 0.97, `${share}`);
  });

  it('loses the oldest when more are open at once than it can hold', () => {
    const record = new TrendRecord(1e6, 1);
    for (let i = 0; i < 1000; i++) record.make(i, 0, 10, 1);
    record.observe(1000, 10);
    const share = record.keptShare(2000, 0, 10);
    assert.ok(share > 0.97 && share <= 1, `${share}`);
  });
});

describe('a record of which some entries are suspended', () => {
  const limit = 20;

  /** An old entry, that was not kept, and two of a climb that ends after 5 s: one is kept by then. */
  function suspended(): TrendRecord {
    const record = new TrendRecord(seconds, dueSeconds);
    record.make(0, 0, 10, 1);
    record.observe(100, 0);
    record.make(100, 0, 10, 1);
    record.observe(104, 9);
    record.make(104, 9, 10, 1);
    record.observe(105, 10);
    record.suspend(limit);
    record.observe(106, 0);
    return record;
  }

  it('counts them or not, as it is asked', () => {
    const record = suspended();
    const weightOfLast = 1 / (1 + (9 / 5) ** 2);
    isNear(record.keptShare(150, 0, 10, false), (2 + 1) / (3 + 2));
    isNear(record.keptShare(150, 0, 10), (2 + 1 + weightOfLast) / (3 + 2 + weightOfLast));
  });

  it('forgets them, or counts them as others, once that is settled', () => {
    const [forgotten, counted] = [suspended(), suspended()];
    forgotten.settle(true);
    counted.settle(false);
    isNear(forgotten.keptShare(150, 0, 10), (2 + 1) / (3 + 2));
    for (const withSuspended of [true, false]) {
      isNear(counted.keptShare(150, 0, 10, withSuspended), suspended().keptShare(150, 0, 10));
    }
  });

  it('goes on with those that are still open after some were forgotten', () => {
    const record = suspended();
    record.settle(true);
    record.make(107, 0, 10, 1);
    record.observe(110, 10);
    isNear(record.keptShare(150, 0, 10), (2 + 2) / (3 + 3));
  });

  it('does not suspend what nearly reached the limit', () => {
    const record = new TrendRecord(seconds, dueSeconds);
    record.make(0, 10, 30, 1);
    record.observe(5, 18.5);
    record.suspend(limit);
    isNear(record.keptShare(50, 10, 10, false), record.keptShare(50, 10, 10));
    assert.ok(record.keptShare(50, 10, 10, false) > 2 / 3);
  });

  it('suspends nothing whose time is over', () => {
    const record = new TrendRecord(seconds, dueSeconds);
    record.make(0, 0, 10, 1);
    record.observe(21, 1);
    record.suspend(limit);
    assert.ok(record.keptShare(50, 0, 10, false) < 2 / 3);
  });

  it('keeps what is suspended apart while older entries are forgotten', () => {
    const record = new TrendRecord(seconds, dueSeconds);
    for (let i = 0; i < 255; i++) record.make(i / 100, 0, 10, 1);
    record.observe(100, 0);
    record.make(100, 0, 10, 1000);
    record.suspend(limit);
    for (let i = 0; i < 40; i++) record.make(101, 0, 10, 1);
    record.observe(130, 0);
    assert.ok(record.keptShare(150, 0, 10, false) > 2 / 300);
    assert.ok(record.keptShare(150, 0, 10) < 2 / 1000);
  });
});

const horizonSeconds = 60;
const before = 2 / 3;

/**
 * The share believed 300 s after a minute of entries at 0 that came to nothing.
 *
 * @param slope as a share of what would just reach the need of 100 within 2.4 horizons
 */
function shareAfter(slope: number, stepSeconds = 1, asked = 1): number {
  const record = new SlopeRecord(horizonSeconds);
  for (let second = 0; second < 60; second += stepSeconds) {
    record.observe(second, 0);
    record.make(second, 0, 100, (slope * 100) / (2.4 * horizonSeconds), stepSeconds);
  }
  record.observe(300, 0);
  return record.keptShare(300, 0, asked);
}

function isNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

describe('the record of a slope', () => {
  it('is of slopes that lead to the limit or nearly so', () => {
    for (const slope of [-1, 0, 0.5, 0.79]) isNear(shareAfter(slope), before);
    for (const slope of [0.81, 1, 5]) assert.ok(shareAfter(slope) < 0.3, `${slope}`);
  });

  it('is of what they add within 2.4 horizons', () => {
    isNear(shareAfter(2, 1, 201), before);
    assert.ok(shareAfter(2, 1, 199) < 0.3);
  });

  it('weighs a horizon as four record, however many points it has, and a point as one at most', () => {
    for (const stepSeconds of [1, 5, 15]) isNear(shareAfter(1, stepSeconds), 2 / (3 + 4));
    isNear(shareAfter(1, 30), 2 / (3 + 2));
  });

  it('is kept when it comes in time', () => {
    const shares = [100, 200].map((second) => {
      const record = new SlopeRecord(horizonSeconds);
      record.make(0, 0, 100, 1, 60);
      record.observe(second, 100);
      return record.keptShare(300, 0, 100);
    });
    isNear(shares[0]!, 3 / 4);
    isNear(shares[1]!, 2 / 4);
  });
});
