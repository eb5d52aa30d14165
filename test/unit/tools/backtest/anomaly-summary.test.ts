import assert from 'node:assert/strict';
import { anomalyReport } from '../../../../tools/backtest/anomaly-page.ts';
import {
  anomalyReplay,
  type AnomalyOptions,
  type AnomalyRow,
} from '../../../../tools/backtest/anomaly-replay.ts';
import { summariseAnomalies } from '../../../../tools/backtest/anomaly-summary.ts';
import { formatAnomalySummary } from '../../../../tools/backtest/anomaly-text.ts';
import { openPage } from '../../../support/report-browser.ts';

const options: AnomalyOptions = {
  votes: 2,
  minimumSamples: 120,
  normalAfterSeconds: 3600,
  seasons: ['day'],
  horizonSeconds: 60,
  forecaster: 'holt',
};

const start = 1.795e9;

/** A day of samples every ten seconds, of which the first hundred are not judged. */
function day(changes: Readonly<Record<number, Partial<AnomalyRow>>> = {}): AnomalyRow[] {
  return Array.from({ length: 8640 }, (_, index) => ({
    t: start + 10 * index,
    value: 5,
    anomaly: index < 100 ? null : 0,
    alert: false,
    tests: [],
    ...changes[index],
  }));
}

const odd = { anomaly: 80, tests: ['histogram', 'Grubbs'], value: 900 };
const rows = day({
  999: { ...odd, anomaly: 49, tests: ['three sigma'] },
  1000: { ...odd, alert: true },
  1001: { ...odd, alert: true, anomaly: 95, tests: ['histogram'] },
  8639: { ...odd, alert: true },
});

describe('the summary of anomalies', () => {
  it('has each alert with its end, its highest percentage and all tests that voted, in order', () => {
    const { alerts } = summariseAnomalies('s', rows, options);
    assert.deepEqual(alerts, [
      {
        raisedAt: start + 10_000,
        clearedAt: start + 10_020,
        value: 900,
        percent: 95,
        tests: ['histogram', 'three sigma', 'Grubbs'],
      },
      {
        raisedAt: start + 86_390,
        clearedAt: null,
        value: 900,
        percent: 80,
        tests: ['histogram', 'Grubbs'],
      },
    ]);
  });

  it('counts alerts a day of the time that is judged, without gaps', () => {
    const whole = summariseAnomalies('s', rows, options);
    assert.equal(whole.alertsPerDay, (2 * 86_400) / (10 * 8539));
    const gap = [...rows.slice(0, 5000), ...rows.slice(5000).map((row) => ({ ...row, t: row.t + 86_400 }))];
    const withGap = summariseAnomalies('s', gap, options);
    assert.ok(Math.abs(withGap.alertsPerDay! - whole.alertsPerDay) < 0.01, `${withGap.alertsPerDay}`);
    assert.equal(summariseAnomalies('s', day().slice(0, 50), options).alertsPerDay, null);
  });

  it('has the votes of each test, as shares of what is judged', () => {
    const { votes, judged, shareAgreed } = summariseAnomalies('s', rows, options);
    assert.equal(judged, 8540);
    assert.deepEqual(votes[0], { test: 'histogram', samples: 3, share: 3 / 8540 });
    assert.equal(votes.length, 9);
    assert.equal(shareAgreed, 2 / 8540);
  });

  it('says so where nothing was odd', () => {
    const text = formatAnomalySummary(summariseAnomalies('s', day(), options), 'plain');
    assert.match(text, /\nNo alert\.\n\nalerts +none\n/);
    assert.match(text, /\nvotes +none\n/);
  });

  it('does not say that all is well where nothing was judged', () => {
    const young = summariseAnomalies('s', day().slice(0, 50), options);
    assert.deepEqual([young.judged, young.shareOnAlert, young.shareAgreed], [0, null, null]);
    const text = formatAnomalySummary(young, 'plain');
    assert.match(
      text,
      /\nNothing was judged: that takes more than 120 samples\.\n\nalerts +-\non alert +-\n/,
    );
    assert.match(text, /\nagreed +-\nvotes +-\n/);
    assert.match(anomalyReport(young, day().slice(0, 50), 'plain'), /Nothing was judged: /);
  });

  it('is of the same judgements as live: a constant series has none', () => {
    const samples = day().map(({ t, value }) => ({ time: t, value }));
    const replayed = [...anomalyReplay(samples, options)];
    assert.equal(replayed[119]!.anomaly, null);
    assert.ok(
      replayed.slice(120).every(({ anomaly, alert, tests }) => anomaly === 0 && !alert && !tests.length),
    );
  });
});

describe('the page of anomalies', () => {
  const page = anomalyReport(summariseAnomalies('web1/<b>', rows, options), rows, 'plain');

  it('has a row for each alert, which names the tests, and escapes names', () => {
    assert.match(page, /<h1>web1\/&lt;b&gt;<\/h1>/);
    assert.match(
      page,
      /data-from="1795010000" data-to="1795010020">.*histogram, three sigma, Grubbs<\/td><\/tr>/,
    );
    assert.match(page, /<td data-name="cleared">still on<\/td>/);
  });

  it('draws value and certainty, and reads out both', () => {
    const { plots, textOf } = openPage(page);
    assert.equal(plots.length, 2);
    const times = rows.map(({ t }) => t);
    plots[0]!.hooks.setCursor[0]!({ cursor: { idx: times.indexOf(start + 10_000) } });
    assert.match(textOf('readout'), /: 900 {2}\u00B7 {2}80 % sure of an anomaly$/);
    plots[0]!.hooks.setCursor[0]!({ cursor: { idx: 0 } });
    assert.match(textOf('readout'), /: 5 {2}\u00B7 {2}not judged$/);
  });
});
