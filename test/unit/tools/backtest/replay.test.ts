import assert from 'node:assert/strict';
import { forecasterNames } from '../../../../analysis/forecasters/registry.ts';
import {
  backtest,
  windowSamples,
  type BacktestOptions,
  type BacktestRow,
} from '../../../../tools/backtest/replay.ts';
import type { Sample } from '../../../../analysis/window.ts';
import type { Detector } from '../../../../analysis/detector.ts';
import { climbingSeries } from '../../../support/climbing-series.ts';
import { climbOptions as options } from './climb-options.ts';

/** Reaches the limit at 120 s. */
const climb = climbingSeries(150);

function raisedAt(rows: readonly BacktestRow[]): number | undefined {
  return rows.find(({ alert }) => alert)?.t;
}

/** When the climb's alert is raised. */
function raisedWith(more: Partial<BacktestOptions>): number {
  return raisedAt([...backtest(climb, { ...options, ...more })])!;
}

/** The least and the greatest number that is forecast. */
function extremes(series: readonly Sample[], more: Partial<BacktestOptions> = {}): readonly number[] {
  const rows = [...backtest(series, { ...options, ...more })];
  const ends = rows.flatMap(({ predicted, lower, upper }) => [predicted ?? 1, lower ?? 1, upper ?? 1]);
  return [Math.min(...ends), Math.max(...ends)];
}

describe('a replay', () => {
  it('forecasts nothing below 0 of what has never been, nor above the capacity', () => {
    const fall = climb.map(({ time, value }) => ({ time, value: 1300 - value }));
    assert.equal(extremes(fall)[0], 0);
    assert.ok(extremes(fall, { minimum: Number.NEGATIVE_INFINITY })[0]! < 0);
    const negative = [{ time: -1, value: -1 }, ...fall];
    assert.ok(extremes(negative)[0]! < 0);
    assert.ok(extremes(climb)[1]! > 1300);
    assert.equal(extremes(climb, { capacity: 1300 })[1], 1300);
  });

  it('is in percent of a capacity that moves', () => {
    const shrinking = Array.from({ length: 400 }, (_, time) => ({
      time,
      value: 1000,
      capacity: 5000 - 10 * time,
    }));
    const share = { limit: 90, shareOfCapacity: 0.9, capacity: 1010, forecaster: 'auto' };
    const rows = [...backtest(shrinking, { ...options, ...share })];
    assert.equal(rows[300]!.value, 50);
    const { predicted, exhaustion } = rows[300]!;
    assert.ok(Math.abs(predicted! - 100_000 / (5000 - 3600)) < 1, `${predicted} % expected`);
    assert.ok(Math.abs(exhaustion! - 89) < 5, `exhausted in ${exhaustion} s`);
    const raised = raisedAt(rows)!;
    assert.ok(raised > 100 && raised < 389, `raised at ${raised}`);
  });

  it('has a row for each sample, and null for what is not known', () => {
    const rows = [...backtest(climb, options)];
    assert.deepEqual(
      rows.map(({ t, value }) => ({ time: t, value })),
      climb,
    );
    assert.deepEqual(rows[0], {
      t: 0,
      value: 100,
      predicted: null,
      lower: null,
      upper: null,
      risk: null,
      alert: false,
      exhaustion: null,
      exhaustionEarliest: null,
      exhaustionLatest: null,
    });
    assert.equal(rows[25]!.predicted, 100);
    assert.equal(rows[25]!.exhaustion, null);
    assert.ok(Math.abs(rows[80]!.predicted! - 1200) < 1e-6);
    assert.ok(Math.abs(rows[80]!.exhaustion! - 40) < 0.01);
    assert.ok(!rows[80]!.alert && rows[80]!.risk! < 50);
    assert.ok(rows[110]!.alert && rows[110]!.risk! > 50 && rows[110]!.risk! < 100);
    assert.equal(rows[125]!.risk, 100);
  });

  it('has a time to exhaustion between its earliest and its latest', () => {
    const rows = [...backtest(climb, options)];
    for (const { exhaustion, exhaustionEarliest, exhaustionLatest } of rows) {
      if (exhaustion === null) continue;
      assert.ok(exhaustionEarliest! <= exhaustion && exhaustion <= (exhaustionLatest ?? exhaustion));
    }
    const { exhaustionEarliest, exhaustionLatest } = rows[80]!;
    assert.ok(exhaustionEarliest! > 1 && exhaustionEarliest! < 39 && exhaustionLatest! > 41);
    // Flat: only the interval's near end gets there, some day.
    assert.ok(rows[25]!.exhaustionEarliest! > 60);
    const beyond = rows[125]!;
    assert.deepEqual([beyond.exhaustionEarliest, beyond.exhaustion, beyond.exhaustionLatest], [0, 0, 0]);
  });

  it('says of what falls to a lower limit what it says of what rises to an upper one', () => {
    const rows = [...backtest(climb, options)];
    const falling = climb.map(({ time, value }) => ({ time, value: 2000 - value }));
    const mirrored = [
      ...backtest(falling, { ...options, limitSide: 'lower', minimum: Number.NEGATIVE_INFINITY }),
    ];
    assert.equal(raisedAt(mirrored), raisedAt(rows));
    for (const [index, row] of rows.entries()) {
      const other = mirrored[index]!;
      assert.equal(other.value, 2000 - row.value);
      for (const [is, expected] of [
        [other.lower, row.upper === null ? null : 2000 - row.upper],
        [other.risk, row.risk],
        [other.exhaustion, row.exhaustion],
        [other.exhaustionEarliest, row.exhaustionEarliest],
        [other.exhaustionLatest, row.exhaustionLatest],
      ] as const) {
        assert.ok(
          is === expected || Math.abs(is! - expected!) < 0.01,
          `${row.t} s: ${is} is not ${expected}`,
        );
      }
    }
    assert.ok(raisedAt([...backtest(falling, options)])! < 5, 'above an upper limit from the beginning');
  });

  it('raises no alert with less than is asked for', () => {
    const usually = raisedWith({});
    assert.ok(usually > 60 && usually < 107, String(usually));
    assert.equal(raisedWith({ minimumSamples: 110 }), 109);
    assert.equal(raisedWith({ minimumWindowRatio: 1.9 }), 114);
    // The limit itself is always worth one.
    assert.equal(raisedWith({ minimumLeadSeconds: 55 }), 120);
  });

  it('names the window of a forecaster that has one', () => {
    assert.equal(windowSamples({ forecaster: 'linear', samples: 7 }), 7);
    assert.equal(windowSamples({ forecaster: 'linear' }), 20);
    assert.equal(windowSamples({ forecaster: 'auto', samples: 7 }), undefined);
  });

  it('knows nothing of what comes later', () => {
    const whole = [...backtest(climb, options)];
    for (const length of [1, 31, 50, 110, 149]) {
      assert.deepEqual([...backtest(climb.slice(0, length), options)], whole.slice(0, length));
    }
  });

  it('leaves out samples that are refused', () => {
    const series = [...climb, { time: 50, value: 1 }, { time: 200, value: Number.NaN }];
    assert.equal([...backtest(series, options)].length, climb.length);
  });

  it('says the same without the time to exhaustion, which it then does not tell', () => {
    const rows = [...backtest(climb, options)];
    const without = [...backtest(climb, { ...options, withExhaustion: false })];
    assert.deepEqual(
      without,
      rows.map((row) => ({ ...row, exhaustion: null, exhaustionEarliest: null, exhaustionLatest: null })),
    );
  });

  it('has verdict and margin of a detector, and nothing of them without one', () => {
    /** Abnormal above half of the limit, and without a word above three quarters. */
    const detector: Detector = {
      name: 'fake',
      about: 'made for a test',
      judge: ([level]) =>
        level! > 0.75
          ? { kind: 'abstention', reason: 'not-finite' }
          : { kind: 'verdict', abnormal: level! > 0.5, margin: level! - 0.5 },
    };
    const rows = [...backtest(climb, { ...options, detector })];
    assert.deepEqual([rows[0]!.verdict, rows[0]!.margin], [null, null]);
    assert.deepEqual([rows[30]!.verdict, rows[30]!.margin], [0, 0.1 - 0.5]);
    assert.deepEqual([rows[80]!.verdict, rows[80]!.margin], [1, 0.6 - 0.5]);
    assert.deepEqual([rows[110]!.verdict, rows[110]!.margin], [null, null]);
    assert.ok([...backtest(climb, options)].every((row) => !('verdict' in row) && !('margin' in row)));
  });

  it('has its risk from the detector, the forecast or both', () => {
    const detector: Detector = {
      name: 'fake',
      about: 'made for a test',
      judge: ([level]) => ({ kind: 'verdict', abnormal: level! > 0.3, margin: 20 * (level! - 0.3) }),
    };
    const plain = raisedWith({});
    assert.equal(raisedWith({ detector, riskFrom: 'forecast' }), plain);
    const both = raisedWith({ detector });
    assert.equal(raisedWith({ detector, riskFrom: 'both' }), both);
    const alone = raisedWith({ detector, riskFrom: 'detector' });
    assert.ok(50 < alone && alone < both && both < plain, `${alone}, ${both}, ${plain}`);
  });

  it('keeps negative forecasts of a series that may be negative', () => {
    const falling = Array.from({ length: 60 }, (_, time) => ({ time, value: 20 - time }));
    const rows = [...backtest(falling, { ...options, limit: -200, limitSide: 'lower' })];
    const { predicted, lower } = rows.at(-1)!;
    assert.ok(Math.abs(predicted! - (20 - 59 - 60)) < 1e-6, `${predicted}`);
    assert.ok(lower! <= predicted!, `${lower}`);
  });

  it('refuses a forecaster that there is not', () => {
    assert.throws(() => [...backtest(climb, { ...options, forecaster: 'oracle' })], {
      name: 'UsageError',
      message: `--forecaster: expected one of ${forecasterNames.join(', ')}, not "oracle"`,
    });
  });
});
