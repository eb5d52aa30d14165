import assert from 'node:assert/strict';
import { screen } from '../../../../tools/watch/screen.ts';
import type { SeriesPast } from '../../../../tools/outlook/series-past.ts';
import type { View } from '../../../../tools/watch/view.ts';
import { exampleEpisode } from '../../../support/example-episode.ts';
import { exampleRecord, exampleTime } from '../../../support/example-event.ts';
import {
  climbingDetails,
  exampleAlert,
  exampleRows,
  exampleSnapshot,
  exampleSpoolSight,
  exampleView,
  watchedMemory,
} from '../../../support/example-outlook.ts';
import { configOfSeries, targetSchema } from '../../../../plugins/config/target-config.ts';
import { inTimeZone } from '../../../support/time-zone.ts';

const gibi = 2 ** 30;
const past: SeriesPast = {
  key: 'memory web1/memory/memory-used',
  from: exampleTime - 600,
  to: exampleTime + 60,
  samples: climbingDetails().recent,
  forecasts: climbingDetails().recent.map(({ time, value }) => ({
    time,
    lower: value - gibi,
    upper: value + gibi,
  })),
  limits: [],
  evidence: {
    since: exampleTime - 3600,
    climb: {
      overSeconds: 240,
      rise: 7.6 * gibi,
      ratePerSecond: (1.9 * gibi) / 60,
      secondsToLimit: 66,
      probability: 0.864,
      isGoingOn: true,
    },
    precedents: { gotThisFar: 3, reached: 2 },
    changes: [],
    wasCutShort: true,
  },
};

function page(fields: Partial<View> = {}, rows = 50): string {
  const spool = exampleSpoolSight({ alerts: [exampleAlert()] });
  const snapshot = exampleSnapshot({
    spool,
    rows: exampleRows([watchedMemory('web1', { riskPercent: 86.4 })], spool),
  });
  const view = exampleView(snapshot, { page: 'series', selected: past.key, past, ...fields });
  return screen(view, { columns: 100, rows })
    .map(({ text }) => text.trimEnd())
    .join('\n');
}

/** The page of a series whose limit is reached at these times; without any, it is not in sight. */
const pageOf = (riskPercent: number | undefined, full = {}): string =>
  page({
    snapshot: exampleSnapshot({
      rows: exampleRows([watchedMemory('web1', { riskPercent, standing: 'unpredicted' })]).map((row) => ({
        ...row,
        details: {
          ...row.details,
          full,
        },
      })),
    }),
  });

describe('the page of one series in dma watch', () => {
  inTimeZone('UTC');

  it('says nothing of the limit of a series without a prediction', () => {
    assert.match(pageOf(1), /no crossing of the limit is in sight/);
    assert.doesNotMatch(pageOf(undefined), /in sight/);
  });

  it('says that the limit is reached now where the predicted time has come', () => {
    const times = { expected: exampleTime - 1, earliest: exampleTime - 9, latest: exampleTime + 9 };
    assert.match(pageOf(86, times), /^- the limit is reached now$/m);
  });

  it('has the amounts, and a plot with the limit, the interval of then and the one ahead', () => {
    const text = page();
    assert.match(
      text,
      /^memory of web1: risk 86 %, WARNING\nweb1\/memory\/memory-used \(target memory, 60 s ahead\)\n/,
    );
    assert.match(text, /\nnow 12\.3 GiB, \+1\.9 GiB\/min, limit 14\.4 GiB of 16\.0 GiB\n/);
    assert.match(text, /^ +14\.4G -+/m, 'the limit');
    assert.match(text, /^ .*o.*:.*$/m, 'samples and the interval');
    assert.match(text, /^ +01:50:00 +02:00:00 +02:01:00$/m, 'times');
    const lines = text.split('\n');
    const top = lines.findIndex((line) => line.includes('+++') || line.includes('+'));
    assert.ok(top > 0);
  });

  it('draws the limit of then where it has changed with the capacity, and says so', () => {
    const limits = [
      { time: exampleTime - 600, value: 20 * gibi },
      { time: exampleTime - 300, value: 14.4 * gibi },
    ];
    const evidence = { ...past.evidence!, limitMoved: { from: 20 * gibi, to: 14.4 * gibi } };
    const text = page({ past: { ...past, limits, evidence } });
    assert.match(text, /^ +20\.0G -+$/m, 'the limit of then');
    assert.match(text, /^ +14\.4G {10,}.*-+/m, 'the present one');
    assert.match(
      text,
      /^- the limit is a share of a capacity that changed: it went from 20\.0 GiB to 14\.4 GiB$/m,
    );
  });

  it('tells no risk, limit or crossing of a series that an ensemble judges', () => {
    const config = configOfSeries(
      targetSchema.parse({ series: '*/memory/memory-used', detector: { ensemble: {} } }),
    )!;
    const text = page({
      past: { ...past, evidence: undefined },
      snapshot: exampleSnapshot({
        rows: exampleRows([watchedMemory('web1', { config, riskPercent: 12 })]).map((row) => ({
          ...row,
          details: { ...row.details, limit: undefined, capacity: undefined, forecast: undefined, full: {} },
        })),
      }),
    });
    assert.match(text, /^memory of web1: 12 % sure of an anomaly, ok\n/);
    assert.match(text, /, no limit$/m);
    assert.match(text, /^- 12 % sure of an anomaly: an alert comes from 50 % on$/m);
    assert.doesNotMatch(text, /crossing|risk|not known/);
  });

  it('says in words why the risk is what it is', () => {
    const text = page();
    for (const sentence of [
      '- expected in 60 s: 15.0 GiB (14.1 to 15.9 GiB) is beyond the limit',
      '- the limit is reached at 02:00:41 (25-70s)',
      '- a climb of +1.9 GiB/min for 4 min: +7.6 GiB so far, 66 s from the limit',
      '- 2 of 3 earlier climbs that came this far reached the limit; it goes on to the limit with a',
      '  probability of 86 %',
      '- the climb before it was ended from outside, and is no precedent',
      '- grew: stress-ng (pid 4711) +2.1 GiB in 30 s to 3.0 GiB',
      '- risk 86 %: the evidence was enough, and has lasted',
    ])
      assert.ok(text.includes(`\n${sentence}`), `${sentence}\n${text}`);
  });

  it('says nothing of the way to a limit that has been reached', () => {
    const rows = exampleRows([watchedMemory('web1', { riskPercent: 100 })]);
    const text = page({ snapshot: exampleSnapshot({ rows }) });
    assert.match(text, /^- the limit has been reached$/m);
    assert.doesNotMatch(text, /climb|probability/);
  });

  it('has the record of the past', () => {
    const episode = exampleEpisode({ reachedTime: exampleTime + 66 });
    const feedback = {
      id: episode.id,
      verdict: 'mended' as const,
      note: 'cut \u001b[31moff',
      by: 'ada',
      time: 0,
      host: 'web1',
      resource: 'memory',
      since: 0,
    };
    const text = page({
      alerts: { record: exampleRecord, episodes: [{ episode, feedback, outcome: 'mended' }] },
    });
    assert.match(text, /\n4 alerts in 30 days, 3 right, 1 mended, median lead 66 s\n/);
    assert.match(
      text,
      /\n {2}2026-11-21 02:00:00 {2}for 2 min {2}WARNING {2}mended {2}lead 66 s {2}dma-0123456789abcdef {2}cut \?\[31moff\n/,
    );
    assert.match(
      page({ alerts: { record: undefined, episodes: [] } }),
      /\nno alert in the last 30 days has ended\n/,
    );
  });

  it('goes without its past until that is read, and without a plot on a small screen', () => {
    assert.doesNotMatch(page({ past: undefined }), / sample {2}/);
    assert.match(page({ past: undefined }), /\n- expected in 60 s/);
    assert.doesNotMatch(page({}, 11), / sample {2}/);
  });

  it('can be scrolled, and no further than to its end', () => {
    assert.match(page({ scroll: 1 }, 15), /^web1\/memory\/memory-used /);
    assert.match(page({ scroll: 200 }, 15), /^[^]*the evidence was enough/);
  });

  it('is the list again when the series is gone', () => {
    assert.match(page({ selected: 'gone' }), /^dma watch /);
  });
});
