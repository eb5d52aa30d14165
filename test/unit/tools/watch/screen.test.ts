import assert from 'node:assert/strict';
import { stripVTControlCharacters } from 'node:util';
import * as fc from 'fast-check';
import { coverageOf } from '../../../../plugins/coverage/coverage.ts';
import type { Snapshot } from '../../../../tools/outlook/outlook.ts';
import { widthOf, type Size } from '../../../../tools/watch/cells.ts';
import { unicodeGlyphs } from '../../../../tools/watch/glyphs.ts';
import { wholeList } from '../../../../tools/watch/list-page.ts';
import { screen } from '../../../../tools/watch/screen.ts';
import type { View } from '../../../../tools/watch/view.ts';
import { onceLines } from '../../../../tools/watch/watch.ts';
import { exampleEpisode } from '../../../support/example-episode.ts';
import { exampleTime } from '../../../support/example-event.ts';
import {
  climbingDetails,
  exampleAlert,
  exampleRows,
  exampleSnapshot,
  exampleSpoolSight,
  exampleView,
  memoryTarget,
  watchedMemory,
} from '../../../support/example-outlook.ts';
import { hostileText } from '../../../support/hostile-identifiers.ts';
import { inTimeZone } from '../../../support/time-zone.ts';

const sizes: readonly Size[] = [
  { columns: 80, rows: 24 },
  { columns: 40, rows: 10 },
  { columns: 200, rows: 50 },
  { columns: 20, rows: 5 },
  { columns: 1, rows: 1 },
];
const [usual, small] = sizes as [Size, Size];
const broad: Size = { columns: 200, rows: 50 };

const textOf = (view: View, size: Size = usual): string =>
  screen(view, size)
    .map(({ text }) => text.trimEnd())
    .join('\n');

const toldOf = (predictors: Snapshot['predictors'], size?: Size): string =>
  textOf(exampleView(exampleSnapshot({ predictors })), size);

function assertFits(view: View, size: Size): void {
  const lines = screen(view, size);
  assert.equal(lines.length, size.rows);
  for (const { text } of lines) {
    assert.ok(widthOf(text) <= size.columns, `${size.columns}: ${text}`);
    assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  }
}

/** Everything at once: many rows, alerts, faults, hosts with all kinds of names. */
function crowded(): Snapshot {
  const names = ['web1', '写真'.repeat(20), 'e\u0301\u0302\u0303'.repeat(12), '\u202eevil', '\u009b2Jx'];
  const hosts = [...names, ...Array.from({ length: 300 }, (_, index) => `node-${index}.rack3.example.org`)];
  const spool = exampleSpoolSight({
    isDeliverThere: false,
    notifiers: [{ name: 'http', waiting: 12, failed: 1, attempts: 3, message: '\u001b[31mrefused' }],
    alerts: hosts.slice(0, 9).map((host) => {
      const alert = exampleAlert();
      return { ...alert, event: { ...alert.event, id: `dma-${host}`, host } };
    }),
  });
  const rows = exampleRows(
    hosts.map((host, index) => watchedMemory(host, { riskPercent: index % 100 })),
    spool,
  );
  const predicted = { target: 'memory', config: memoryTarget, series: [], absences: [] };
  return exampleSnapshot({ spool, rows, coverage: coverageOf([predicted]) });
}

describe('the screen of dma watch', () => {
  inTimeZone('UTC');

  it('shows a row by risk with the limit, the change, the forecast and the time until it is full', () => {
    const text = textOf(exampleView());
    assert.match(text, /^dma watch {2}2026-11-21 02:00:00 \+00:00\n/);
    assert.match(text, /\nRedis ok, 412 names \| predict 3s ago, round 4 ms \| deliver runs\n/);
    assert.match(text, /\n RISK HOST +RESOURCE +NOW +TO LIMIT +\/MIN +IN 60s FULL IN +10 MIN +STATE\n/);
    assert.match(text, /\n> 86% web1 +memory +12\.3G +#{7,}\+ +\+1\.9G +15\.0G 41s \(25-70\) +\S.*HIGH\n/);
    assert.match(text, /\n +0% web2 .*ok\n/);
    assert.match(text, /\nEnter one series {2}\/ filter .*q quit$/);
  });

  it('is as high as the terminal, and no line is wider or holds anything that moves the cursor', () => {
    const snapshot = crowded();
    const past = {
      key: snapshot.rows[0]!.key,
      from: exampleTime - 600,
      to: exampleTime + 60,
      samples: climbingDetails().recent,
      forecasts: [],
      limits: [],
      evidence: undefined,
    };
    const episode = exampleEpisode({ highest: 'FAILURE', message: '\u001b[2J' });
    const alerts = {
      record: undefined,
      episodes: [{ episode, feedback: undefined, outcome: 'right' as const }],
    };
    const alert = { id: 'dma-1\u0007', subject: '\u001b[31m'.repeat(99) };
    const views: View[] = [
      exampleView(snapshot, { filter: '\u202eevil' }),
      exampleView(snapshot, { glyphs: unicodeGlyphs, message: '\u001b[31m'.repeat(99) }),
      exampleView(snapshot, { prompt: { kind: 'filter', text: '写'.repeat(99), before: '' } }),
      exampleView(snapshot, { prompt: { kind: 'note', alert, verdict: 'real', text: 'x'.repeat(500) } }),
      exampleView(snapshot, { page: 'help' }),
      ...snapshot.rows
        .slice(0, 40)
        .map(({ key }) =>
          exampleView(snapshot, { page: 'series', selected: key, alerts, past: { ...past, key } }),
        ),
    ];
    for (const size of sizes) for (const view of views) assertFits(view, size);
  });

  it('fits whatever the names of hosts and series are', () => {
    const [row] = exampleSnapshot().rows;
    fc.assert(
      fc.property(fc.array(hostileText, { minLength: 3, maxLength: 3 }), ([host, resource, series]) => {
        const rows = [{ ...row!, host: host!, resource: resource!, series: series! }];
        const list = exampleView(exampleSnapshot({ rows }));
        const page = { ...list, page: 'series' as const, selected: row!.key };
        const asked = { kind: 'duration', key: row!.key, scope: 'host', text: '1h' } as const;
        for (const view of [list, page, { ...list, prompt: asked }])
          for (const size of sizes) assertFits(view, size);
      }),
    );
  });

  it('names each fault in a line of its own, and how many there are beside where there is no room', () => {
    const snapshot = crowded();
    assert.match(textOf(exampleView(snapshot)), /\n! dma deliver does not run: nobody is told of alerts\n/);
    assert.match(textOf(exampleView(snapshot)), /\n! http fails: 12 wait after 3 attempts: \?\[31mrefused\n/);
    assert.match(textOf(exampleView(snapshot), small), /\n! and \d more faults; see dma check\n/);
    const away = exampleSnapshot({
      redis: { url: 'redis://db:6379', problem: 'is not reached: ECONNREFUSED', names: 0 },
      predictors: [],
      rows: [],
    });
    assert.match(textOf(exampleView(away)), /\n! Redis at redis:\/\/db:6379 is not reached: ECONNREFUSED\n/);
    assert.match(textOf(exampleView(away)), /\n nothing has been read yet\n/);
  });

  it('tells a silent dma predict, and one that never was', () => {
    const silent = { host: 'web1', isAlive: false, ageSeconds: 300, roundSeconds: 0.1 } as const;
    assert.match(
      toldOf([{ ...silent, series: 1, unpredicted: 0 }]),
      /\n! dma predict is silent: of web1 for 5m\n/,
    );
    assert.match(
      toldOf([]),
      /\n! no dma predict has reported to this Redis: does one run, and does collectd\n  write there\? dma check says\n/,
    );
  });

  it('tells the shards that do not report, and those whose counts differ', () => {
    const one = { host: 'web1', ageSeconds: 3, series: 1, unpredicted: 0, roundSeconds: 0.1 } as const;
    const shard = (index: number, count: number, isAlive = true): Snapshot['predictors'][number] => ({
      ...one,
      host: `web1-shard${index}`,
      isAlive,
      shard: { index, count },
    });
    assert.match(toldOf([0, 1, 2].map((index) => shard(index, 3))), /3 predict 3s ago(?![^]*\n! )/);
    assert.match(
      toldOf([shard(0, 5), shard(3, 5)], broad),
      /\n! no dma predict --shard 1\/5, 2\/5, 4\/5 reports, .* start it \(dma-predict@1\)\n/,
    );
    const silent = toldOf([shard(0, 2), shard(1, 2, false)], broad);
    assert.match(silent, /\n! dma predict is silent: of web1-shard1 for 3s\n/);
    assert.doesNotMatch(silent, /no dma predict/);
    assert.match(
      toldOf([shard(0, 2), shard(1, 3)], broad),
      /\n! dma predict runs with --shard \.\.\.\/2 and \.\.\.\/3: /,
    );
    const doubled = toldOf([{ ...shard(0, 1), duplicates: 1 }], broad);
    assert.match(doubled, /\n! two dma predict give the same values, as web1-shard0 reports, /);
  });

  it('shows open alerts with the processes that grew and who was told', () => {
    const spool = exampleSpoolSight({ alerts: [exampleAlert({ waiting: ['http'], feedback: 'real' })] });
    const text = textOf(exampleView(exampleSnapshot({ spool })), { columns: 120, rows: 24 });
    assert.match(
      text,
      /\nWARNING memory of web1 for 69 s; told log; waits for http; marked real; web1-memory-1\n/,
    );
    assert.match(text, /\n {2}growing most: stress-ng \(pid 4711\) \+2\.1 GiB in 30 s to 3\.0 GiB\n/);
    assert.match(text, /\n> 86% web1 .* WARNING\n/);
  });

  it('shows of an open anomaly the tests that said so, and not what collectd says', () => {
    const { event } = exampleAlert();
    const anomaly = { percent: 78, of: 9, tests: ['Grubbs', 'forecast'] };
    const alertContext = { ...event.alertContext!, anomaly };
    const odd = exampleAlert({ event: { ...event, kind: 'anomaly', alertContext } });
    const spool = exampleSpoolSight({ alerts: [odd] });
    assert.match(
      textOf(exampleView(exampleSnapshot({ spool })), { columns: 160, rows: 24 }),
      /\nWARNING memory of web1 for 69 s; told log; web1-memory-1; odd by 2 of 9 tests \(Grubbs, forecast\), 78 % sure\n/,
    );
  });

  it('is printed once as wide as the terminal, if it knows its width, and with codes if it knows them', () => {
    const view = exampleView(exampleSnapshot());
    const printed = (isTTY: boolean, columns: number, isDumb = false): string =>
      onceLines(view, { isTTY, columns }, { isDumb, hasColours: true }).join('');
    for (const columns of [80, 0]) {
      const text = printed(true, columns);
      assert.notEqual(text, stripVTControlCharacters(text));
      assert.deepEqual(
        stripVTControlCharacters(text),
        wholeList(view, 80)
          .map((line) => `${line.text}\n`)
          .join(''),
      );
    }
    assert.equal(printed(true, 80, true), stripVTControlCharacters(printed(true, 80)));
    assert.equal(printed(false, 0), stripVTControlCharacters(printed(false, 0)));
  });

  it('says what is not predicted, and why', () => {
    const reason = {
      kind: 'only-percentages',
      cause: 'there is memory/percent-used',
      cure: 'set ValuesAbsolute true',
    } as const;
    const absences = [{ host: 'web3', witness: 'web3/memory/percent-used', isWeak: false, reason }];
    const series = [{ name: 'web1/memory/memory-used', host: 'web1' }];
    const coverage = coverageOf([{ target: 'memory', config: memoryTarget, series, absences }]);
    const text = textOf(exampleView(exampleSnapshot({ coverage })), { columns: 120, rows: 24 });
    assert.match(text, /predicted: 1 series of 2 hosts/);
    const rows = exampleRows([watchedMemory('web1'), watchedMemory('web2', { standing: 'late' })]);
    // A late series has its last risk still.
    assert.match(textOf(exampleView(exampleSnapshot({ coverage, rows }))), /predicted: 1 series of 1 host\n/);
    assert.match(
      text,
      /\n! not predicted: memory of web3: there is memory\/percent-used; set ValuesAbsolute true\n/,
    );
  });

  it('keeps the selected row in sight, and says where it is among all', () => {
    const snapshot = crowded();
    const { key } = snapshot.rows[200]!;
    const text = textOf(exampleView(snapshot, { selected: key }));
    assert.match(text, /^dma watch .* \d+-\d+ of 3\d\d\n/);
    assert.match(text, /^>/m);
    assert.match(textOf(exampleView(snapshot, { selected: 'gone' })), /\n> 99% /);
  });

  it('leaves out the domain that all hosts share', () => {
    const rows = exampleRows(['db1', 'db2'].map((host) => watchedMemory(`${host}.example.org`)));
    assert.match(textOf(exampleView(exampleSnapshot({ rows }))), /\n +0% db2 +memory/);
    const others = exampleRows([watchedMemory('db1.example.org'), watchedMemory('db2.example.net')]);
    assert.match(textOf(exampleView(exampleSnapshot({ rows: others }))), /\n +0% db2\.example\.net +memory/);
  });

  it('is as wide as it has to be without a terminal', () => {
    const host = `node${'0'.repeat(30)}`;
    const rows = exampleRows([watchedMemory(host, { riskPercent: 100 })]);
    const lines = wholeList(exampleView(exampleSnapshot({ rows })), Number.POSITIVE_INFINITY);
    assert.match(
      lines.at(-1)!.text,
      new RegExp(`^100% ${host} memory .* 14\\.4G .* 15\\.0G in 60s reached .*reached$`),
    );
  });

  it('marks what is silenced, late, or without a prediction', () => {
    const silence = { id: '1a2b3c4d', host: 'web1', start: 0, end: exampleTime + 60, comment: '', by: 'ada' };
    const spool = exampleSpoolSight({ silences: [silence] });
    const rows = exampleRows(
      [
        watchedMemory('web1'),
        watchedMemory('web2', { standing: 'late', newest: { time: exampleTime - 90, values: [1] } }),
        watchedMemory('web3', { standing: 'unpredicted', riskPercent: undefined }),
        watchedMemory('web4', { standing: 'unreadable', riskPercent: undefined }),
      ],
      spool,
    );
    const text = textOf(exampleView(exampleSnapshot({ rows, spool })));
    for (const line of [/web1 .* ok s$/m, /web2 .* late$/m, /\? web3 .* none$/m, /\? web4 .* bad$/m])
      assert.match(text, line);
    const wide = textOf(exampleView(exampleSnapshot({ rows, spool })), { columns: 200, rows: 24 });
    for (const line of [/web1 .* ok silenced$/m, /web2 .* late 90s$/m, /web3 .* not predicted$/m])
      assert.match(wide, line);
  });
});
