import assert from 'node:assert/strict';
import { Script } from 'node:vm';
import { backtest, type BacktestOptions } from '../../../../tools/backtest/replay.ts';
import { embeddedJson, reportPage } from '../../../../tools/backtest/report-page.ts';
import { summarise } from '../../../../tools/backtest/summary.ts';
import { scriptsOf } from '../../../support/report-browser.ts';
import { climbingSeries } from '../../../support/climbing-series.ts';
import { climbOptions as options } from './climb-options.ts';

function pageOf(name: string, seconds = 150): string {
  const rows = [...backtest(climbingSeries(seconds), options)];
  return reportPage(summarise(name, rows, options), rows, 'bytes');
}

describe('the page of a report', () => {
  it('loads nothing, and is forbidden to', () => {
    const page = pageOf('x.csv');
    assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none';/);
    const withoutScripts = page.replaceAll(/<script[\s\S]*?<\/script>/g, '');
    assert.doesNotMatch(withoutScripts, /https?:|\bsrc=|<link|@import|url\(/i);
    for (const script of scriptsOf(page))
      assert.doesNotMatch(script, /\bfetch\(|XMLHttpRequest|import\(|importScripts/);
    assert.doesNotMatch(page, /<script[^>]+src/);
  });

  it('holds the library and its own scripts, whole and valid', () => {
    const [json, library, ...own] = scriptsOf(pageOf('x.csv'));
    assert.equal(own.length, 5);
    JSON.parse(json!);
    assert.match(library!, /uPlot=function/);
    for (const script of [library!, ...own]) assert.ok(new Script(script));
  });

  it('holds the series, its forecast, the limit, alerts and crossings', () => {
    const data = JSON.parse(scriptsOf(pageOf('x.csv'))[0]!) as Record<string, unknown[]>;
    assert.equal(data['limit'], 1000);
    assert.equal(data['times']!.length, 150);
    assert.deepEqual(data['value']!.slice(30, 33), [100, 110, 120]);
    assert.equal(data['predicted']![0], null);
    assert.equal(data['predicted']![80], 1200);
    assert.deepEqual(data['crossings'], [{ at: 120 }]);
    const [alert] = data['alerts'] as { from: number; to: number; outcome: string }[];
    assert.deepEqual([alert!.to, alert!.outcome], [149, 'true']);
    assert.ok(alert!.from > 60 && alert!.from < 115);
    assert.equal(data['exhaustion']![25], null);
    for (const [name, least, most] of [
      ['exhaustionEarliest', 1, 39],
      ['exhaustion', 39.9, 40.1],
      ['exhaustionLatest', 41, 4000],
    ] as const) {
      const seconds = data[name]![80] as number;
      assert.ok(seconds > least && seconds < most, `${name}: ${seconds}`);
    }
  });

  it('has a row for each alert and each crossing without one', () => {
    const page = pageOf('x.csv');
    assert.match(
      page,
      /<td[^>]*>still on<\/td><td[^>]*>120 s<\/td><td[^>]*>\d\d\.0 s<\/td><td[^>]*>.*in time<\/td>/,
    );
    const silent = [...backtest(climbingSeries(150), options)].map((row) => ({ ...row, alert: false }));
    assert.match(
      reportPage(summarise('x', silent, options), silent, 'plain'),
      /<td[^>]*>120 s<\/td>.*missed: no alert/,
    );
    const flat = [...backtest(climbingSeries(20), options)];
    assert.match(
      reportPage(summarise('x', flat, options), flat, 'plain'),
      /No alert, and the limit was not crossed\./,
    );
  });

  it('shows a lower limit as such', () => {
    const falling = climbingSeries(150).map(({ time, value }) => ({ time, value: 2000 - value }));
    const lower: BacktestOptions = { ...options, limitSide: 'lower' };
    const rows = [...backtest(falling, lower)];
    const page = reportPage(summarise('x', rows, lower), rows, 'plain');
    assert.match(page, /lower limit 1,000,/);
    assert.match(page, /<th>fell to limit<\/th>/);
    assert.match(page, /crossings \u25B2/);
    assert.match(page, /<td[^>]*>120 s<\/td><td[^>]*>\d\d\.0 s<\/td><td[^>]*>.*in time<\/td>/);
    const data = JSON.parse(scriptsOf(page)[0]!) as Record<string, unknown>;
    assert.equal(data['limitSide'], 'lower');
    const upper = pageOf('x.csv');
    assert.match(upper, /<th>limit reached<\/th>/);
    assert.match(upper, /crossings \u25BC/);
  });

  it('shows a hostile name as text', () => {
    const hostile = '</title><script>alert(1)</script><img src=x onerror="alert(2)">\'&.csv';
    const page = pageOf(hostile);
    assert.equal(scriptsOf(page).length, 7);
    assert.doesNotMatch(page, /<img|<script>alert|onerror="/);
    assert.ok(
      page.includes(
        '<h1>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&quot;alert(2)&quot;&gt;&#39;&amp;.csv</h1>',
      ),
    );
  });

  it('says why an alert was raised, by the rate, the way to the limit and the earlier climbs', () => {
    const page = pageOf('x.csv');
    assert.match(
      page,
      /<td data-name="why">\+599 B\/min for \d\d s; at the limit in \d\d\.\d s; no earlier climb came this far<\/td>/,
    );
    const rows = [...backtest(climbingSeries(150), options)].map((row) => ({ ...row, alert: row.t >= 120 }));
    assert.match(
      reportPage(summarise('x', rows, options), rows, 'plain'),
      /<td data-name="why">the limit was reached<\/td>/,
    );
  });

  it('keeps every column in sight on a narrow screen, the verdict first', () => {
    const [, narrow = ''] = /@media \(max-width: 860px\) \{([\s\S]*?)\n\}\n/.exec(pageOf('x.csv')) ?? [];
    assert.match(narrow, /\.alerts td\[data-name='verdict'\] \{\s*order: -1;/);
    assert.match(narrow, /content: attr\(data-name\)/);
    assert.match(pageOf('x.csv'), /<td data-name="verdict"><span class="swatch"/);
  });

  it('draws no line over a gap', () => {
    const series = climbingSeries(150).filter(({ time }) => time <= 20 || time >= 26);
    const rows = [...backtest(series, options)];
    const page = reportPage(summarise('x', rows, options), rows, 'plain');
    const data = JSON.parse(scriptsOf(page)[0]!) as Record<string, unknown[]>;
    const gap = data['times']!.indexOf(23);
    assert.deepEqual(
      ['value', 'predicted', 'lower', 'upper', 'risk'].map((name) => data[name]![gap]),
      [null, null, null, null, null],
    );
    assert.equal(data['times']!.length, series.length + 1);
    assert.doesNotMatch(page, /are drawn/);
  });

  it('has data that cannot end their element', () => {
    const value = { name: '</script><!--' };
    assert.doesNotMatch(embeddedJson(value), /</);
    assert.deepEqual(JSON.parse(embeddedJson(value)), value);
  });

  it('has one row for an alert that came too late, and not another for its crossing', () => {
    const rows = [...backtest(climbingSeries(150), options)].map((row) => ({ ...row, alert: row.t >= 120 }));
    const page = reportPage(summarise('x', rows, options), rows, 'plain');
    assert.equal(page.match(/<tr tabindex/g)!.length, 1);
    assert.match(page, /too late<\/td>/);
  });

  it('says so when not every sample is drawn', () => {
    assert.doesNotMatch(pageOf('x.csv'), /are drawn/);
    const rows = [...backtest(climbingSeries(30_000), { ...options, withExhaustion: false })];
    assert.match(
      reportPage(summarise('x', rows, options), rows, 'plain'),
      /Of 30,000 samples, [\d,]+ are drawn/,
    );
  });
});
