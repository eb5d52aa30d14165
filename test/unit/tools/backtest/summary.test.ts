import assert from 'node:assert/strict';
import type { Detector } from '../../../../analysis/detector.ts';
import type { BacktestOptions, BacktestRow } from '../../../../tools/backtest/replay.ts';
import { formatSummary } from '../../../../tools/backtest/summary-text.ts';
import { summarise, type Summary } from '../../../../tools/backtest/summary.ts';
import { climbOptions as options } from './climb-options.ts';

const detector: Detector = {
  name: 'svm',
  about: 'made for a test',
  judge: () => ({ kind: 'verdict', abnormal: true, margin: 1 }),
};

/** One row a second, with no change as forecast, alerts as given by their first and last second. */
function rowsOf(
  seconds: number,
  valueAt: (t: number) => number,
  alerts: readonly [number, number][],
): BacktestRow[] {
  return Array.from({ length: seconds }, (_, t) => ({
    t,
    value: valueAt(t),
    predicted: valueAt(t),
    lower: valueAt(t) - 1,
    upper: valueAt(t) + 1,
    risk: 0,
    alert: alerts.some(([first, last]) => t >= first && t <= last),
    exhaustion: null,
    exhaustionEarliest: null,
    exhaustionLatest: null,
  }));
}

/** Grows by 5 a second from 500 s on, is at 1000 at 600 s, and falls back at 650 s. */
const leak = (t: number): number => (t >= 500 && t < 650 ? 500 + 5 * (t - 500) : 500);
const flat = (): number => 500;
/** The same leak 1000 s later. */
const late = (t: number): number => leak(t - 1000);
const jump = (t: number): number => (t < 600 ? 500 : 1500);
const grows = (t: number): number => t;
/** Of the time with one, a fifth is abnormal. */
const verdictAt = (t: number): 0 | 1 | null => (t < 500 ? null : t < 600 ? 1 : 0);

/** The same upside down. */
function mirrored(rows: readonly BacktestRow[]): BacktestRow[] {
  return rows.map((row) => ({
    ...row,
    value: 2000 - row.value,
    predicted: 2000 - row.predicted!,
    lower: 2000 - row.upper!,
    upper: 2000 - row.lower!,
  }));
}

/** The text of 100 s in which nothing happens. */
function textWith(more: Partial<BacktestOptions>): string {
  return formatSummary(summarise('x', rowsOf(100, flat, []), { ...options, ...more }), 'plain');
}

function outcomesOf({ alerts }: Summary): unknown[] {
  return alerts.map(({ raisedAt, clearedAt, crossedAt, leadSeconds, outcome }) => [
    raisedAt,
    clearedAt,
    crossedAt,
    leadSeconds,
    outcome,
  ]);
}

describe('the summary of a replay', () => {
  it('has the lead time of an alert that came in time', () => {
    const summary = summarise('x', rowsOf(1200, leak, [[550, 660]]), options);
    assert.deepEqual(outcomesOf(summary), [[550, 661, 600, 50, 'true']]);
    assert.deepEqual(summary.crossings, [{ at: 600, leadSeconds: 50, sudden: false }]);
    assert.deepEqual([summary.falseAlarms, summary.missed, summary.medianLeadSeconds], [0, 0, 50]);
  });

  it('takes an alert with short pauses for one', () => {
    const summary = summarise(
      'x',
      rowsOf(1200, leak, [
        [550, 560],
        [580, 660],
      ]),
      options,
    );
    assert.deepEqual(outcomesOf(summary), [[550, 661, 600, 50, 'true']]);
  });

  it('takes an alert in a coarser part of the series for one', () => {
    const fine = rowsOf(400, flat, []).map((row) => ({ ...row, t: row.t + 4000 }));
    const coarse = rowsOf(4000, (t) => leak(t / 5), [[2750, 3240]]).filter(({ t }) => t % 60 === 0);
    const summary = summarise('x', [...coarse, ...fine], options);
    assert.deepEqual(outcomesOf(summary), [[2760, 3300, 3000, 240, 'true']]);
    assert.equal(summary.shareOnAlert.toFixed(3), (540 / 4399).toFixed(3));
  });

  it('ends an alert with a pause of the series', () => {
    const rows = rowsOf(1200, flat, [[550, 800]]).filter(({ t }) => t < 600 || t > 700);
    assert.deepEqual(outcomesOf(summarise('x', rows, options)), [
      [550, 599, null, null, 'false'],
      [701, 801, null, null, 'false'],
    ]);
  });

  it('knows that an alert is on again at the end', () => {
    const alerts: [number, number][] = [
      [550, 560],
      [580, 700],
    ];
    assert.deepEqual(outcomesOf(summarise('x', rowsOf(640, leak, alerts), options)), [
      [550, null, 600, 50, 'true'],
    ]);
  });

  it('still knows the alert that was cleared up to two horizons before the crossing', () => {
    const [early, tooEarly] = [[470, 480] as const, [430, 479] as const].map(([first, last]) =>
      summarise('x', rowsOf(1200, leak, [[first, last]]), options),
    );
    assert.deepEqual(outcomesOf(early!), [[470, 481, 600, 130, 'true']]);
    assert.deepEqual(outcomesOf(tooEarly!), [[430, 480, null, null, 'false']]);
  });

  it('counts alerts without a crossing as false, and crossings without an alert as missed', () => {
    const summary = summarise(
      'x',
      rowsOf(1200, leak, [
        [100, 140],
        [900, 910],
      ]),
      options,
    );
    assert.deepEqual(
      summary.alerts.map(({ outcome }) => outcome),
      ['false', 'false'],
    );
    assert.deepEqual(summary.crossings, [{ at: 600, leadSeconds: null, sudden: false }]);
    assert.deepEqual([summary.falseAlarms, summary.missed, summary.medianLeadSeconds], [2, 1, null]);
  });

  it('does not take an alert that was always on for a warning', () => {
    const summary = summarise('x', rowsOf(2000, late, [[100, 1700]]), options);
    assert.deepEqual(outcomesOf(summary), [[100, 1701, null, null, 'false']]);
  });

  it('calls an alert late that comes with the crossing or after it', () => {
    assert.deepEqual(outcomesOf(summarise('x', rowsOf(1200, leak, [[597, 660]]), options)), [
      [597, 661, 600, null, 'late'],
    ]);
    assert.deepEqual(outcomesOf(summarise('x', rowsOf(1200, leak, [[605, 660]]), options)), [
      [605, 661, 600, null, 'late'],
    ]);
  });

  it('does not judge an alert while the crossing may still come', () => {
    const alert: [number, number][] = [[1100, 1150]];
    assert.deepEqual(outcomesOf(summarise('x', rowsOf(1200, flat, alert), options)), [
      [1100, 1151, null, null, 'open'],
    ]);
    assert.deepEqual(outcomesOf(summarise('x', rowsOf(1300, flat, alert), options)), [
      [1100, 1151, null, null, 'false'],
    ]);
    assert.equal(summarise('x', rowsOf(1151, flat, alert), options).alerts[0]!.clearedAt, null);
  });

  it('tells a jump that nobody could announce from a miss', () => {
    const summary = summarise('x', rowsOf(1200, jump, []), options);
    assert.deepEqual(summary.crossings, [{ at: 600, leadSeconds: null, sudden: true }]);
    assert.equal(summary.missed, 0);
  });

  it('has the share of the time on alert, in which gaps of the series do not count', () => {
    const rows = rowsOf(1001, flat, [[0, 249]]);
    assert.equal(summarise('x', rows, options).shareOnAlert, 0.25);
    const withGap = rows.filter(({ t }) => t < 250 || t >= 750);
    assert.ok(Math.abs(summarise('x', withGap, options).shareOnAlert - 254 / 504) < 1e-9);
  });

  it('has the share of the time with a verdict that was abnormal, and nothing of it without a detector', () => {
    const plain = rowsOf(1001, flat, []);
    assert.equal('shareAbnormal' in summarise('x', plain, options), false);
    const judged = plain.map((row) => ({ ...row, verdict: verdictAt(row.t), margin: 0 }) as const);
    const withDetector = { ...options, detector };
    assert.equal(summarise('x', judged, withDetector).shareAbnormal, 0.2);
    const silent = plain.map((row) => ({ ...row, verdict: null, margin: null }));
    assert.equal(summarise('x', silent, withDetector).shareAbnormal, null);
  });

  it('measures the forecast against no change, and the interval against what came', () => {
    const naive = rowsOf(500, grows, []);
    assert.deepEqual(
      [summarise('x', naive, options).mase, summarise('x', naive, options).meanAbsoluteError],
      [1, 60],
    );
    const good = naive.map((row) => ({
      ...row,
      predicted: row.t + 57,
      lower: row.t + 50,
      upper: row.t + (row.t < 220 ? 70 : 51),
    }));
    const { mase, meanAbsoluteError, coverage } = summarise('x', good, options);
    assert.ok(Math.abs(mase! - 0.05) < 1e-9);
    assert.ok(Math.abs(meanAbsoluteError! - 3) < 1e-9);
    assert.equal(coverage, 0.5);
  });

  it('judges what falls to a lower limit as what rises to an upper one', () => {
    const lower: BacktestOptions = { ...options, limitSide: 'lower' };
    const cases: [(t: number) => number, [number, number][]][] = [
      [leak, [[550, 660]]],
      [leak, [[605, 660]]],
      [leak, [[100, 140]]],
      [jump, []],
    ];
    for (const [valueAt, alerts] of cases) {
      const rows = rowsOf(1200, valueAt, alerts);
      const expected = summarise('x', rows, options);
      assert.deepEqual(summarise('x', mirrored(rows), lower), { ...expected, options: lower });
      assert.equal(expected.crossings.length, 1);
    }
    const falling = mirrored(rowsOf(1200, leak, [[550, 660]]));
    const crossedAt = summarise('x', falling, options).crossings.map(({ at }) => at);
    assert.deepEqual(crossedAt, [650], 'it comes back to what would be an upper limit');
  });

  it('has null and never NaN where nothing can be compared', () => {
    const short = summarise('x', rowsOf(1, flat, []), options);
    assert.deepEqual(
      [short.meanAbsoluteError, short.mase, short.coverage, short.shareOnAlert],
      [null, null, null, 0],
    );
    assert.equal(summarise('x', rowsOf(500, flat, []), options).mase, null);
    for (const summary of [short, summarise('x', rowsOf(500, flat, []), options)]) {
      assert.doesNotMatch(formatSummary(summary, 'plain'), /NaN|undefined|null/);
    }
  });
});

describe('the text of a summary', () => {
  it('has a line per alert, the misses, and the figures', () => {
    const start = 1.8e9;
    const rows = rowsOf(8000, leak, [
      [100, 140],
      [550, 660],
    ]).map((row) => ({ ...row, t: start + row.t }));
    const text = formatSummary(
      summarise('web1/memory/memory-used', rows, { ...options, limit: 1000 }),
      'bytes',
    );
    assert.match(
      text,
      /^web1\/memory\/memory-used\n {2}2027-01-15 08:00:00 UTC to 2027-01-15 10:13:19 UTC: 8,000 samples, usually one every 1\.0 s\n/,
    );
    assert.match(text, /limit 1,000 B, horizon 1 min, forecaster linear over 20 samples\n/);
    assert.match(text, /\n2027-01-15 08:01:40 UTC {2}2027-01-15 08:02:21 UTC {2}- +- {2}false alarm\n/);
    assert.match(
      text,
      /\n2027-01-15 08:09:10 UTC {2}2027-01-15 08:11:01 UTC {2}2027-01-15 08:10:00 UTC +50\.0 s {2}in time\n/,
    );
    assert.match(text, /\nalerts +2, of which 1 false, 0\.45 per hour\n/);
    assert.match(text, /\ncrossings +1, announced in time\n/);
    assert.match(text, /\nmedian lead time +50\.0 s\n/);
  });

  it('names the window of a forecaster that has one', () => {
    assert.match(textWith({ samples: 7 }), /, forecaster linear over 7 samples\n/);
    assert.match(textWith({ samples: undefined }), /, forecaster linear over 20 samples\n/);
    assert.match(textWith({ forecaster: 'auto', samples: 7 }), /, forecaster auto\n/);
  });

  it('names the detector, what the risk is from, and how often it called what it saw abnormal', () => {
    assert.doesNotMatch(textWith({}), /detector|abnormal/);
    assert.match(textWith({ detector }), /, detector svm, risk from both\n/);
    assert.match(textWith({ detector, riskFrom: 'detector' }), /, detector svm, risk from detector\n/);
    assert.match(textWith({ detector }), /\ncalled abnormal +-\n/);
    const rows = rowsOf(101, flat, []).map((row) => ({ ...row, verdict: row.t < 25 ? 1 : 0 }) as const);
    const text = formatSummary(summarise('x', rows, { ...options, detector }), 'plain');
    assert.match(text, /\ncalled abnormal +25\.0 % of the time\n/);
  });

  it('says what has to be there before an alert, where that is asked for', () => {
    assert.match(
      textWith({ minimumSamples: 30, minimumWindowRatio: 2, minimumLeadSeconds: 10 }),
      /, no alert with less than 30 samples or 2 min of past or 10\.0 s to the limit\n/,
    );
    assert.match(textWith({ minimumWindowRatio: 2 }), /, no alert with less than 2 min of past\n/);
    assert.doesNotMatch(textWith({ minimumWindowRatio: 0, minimumLeadSeconds: 0 }), /no alert with/);
  });

  it('has words of its own for a lower limit', () => {
    const lower: BacktestOptions = { ...options, limitSide: 'lower' };
    const text = formatSummary(summarise('x', mirrored(rowsOf(1200, leak, [[550, 660]])), lower), 'plain');
    assert.match(text, /\n {2}lower limit 1,000, /);
    assert.match(text, /\nalert raised {2}cleared {2}fell to limit {2}lead time {2}verdict\n550 s /);
    assert.match(
      formatSummary(summarise('x', mirrored(rowsOf(1200, leak, [])), lower), 'plain'),
      /\nNo alert\.\nFell to the limit at 600 s without a warning in time\n/,
    );
  });

  it('says so when there is no alert, and where the limit was crossed without one', () => {
    assert.match(formatSummary(summarise('x', rowsOf(500, flat, []), options), 'plain'), /\nNo alert\.\n/);
    assert.match(
      formatSummary(summarise('x', rowsOf(1200, leak, []), options), 'plain'),
      /\nNo alert\.\nReached the limit at 600 s without a warning in time\n/,
    );
  });

  it('shows the newest of very many alerts', () => {
    const alerts = Array.from({ length: 60 }, (_, index): [number, number] => [index * 100, index * 100 + 5]);
    const text = formatSummary(summarise('x', rowsOf(7000, flat, alerts), options), 'plain');
    assert.match(text, /\(10 older alerts are not shown\)/);
    assert.equal(text.match(/false alarm/g)!.length, 50);
    assert.match(text, /\n5900 s +5906 s /);
    assert.doesNotMatch(text, /\n900 s +906/);
  });
});
