import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { readCsvSeries } from '../../tools/series/csv-series.ts';
import { Daemon } from '../../tools/stack/daemon.ts';
import { BackfilledPrometheus } from '../support/receivers/backfilled-prometheus.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { until } from '../support/until.ts';

interface Point {
  readonly time: number;
  readonly value: number;
}

/** The largest time of these. */
const newestOf = (points: readonly Point[]): number => Math.max(...points.map(({ time }) => time));

/** The summary of a backtest. */
async function backtested(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runDma(['backtest', ...args, '--format', 'table']);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** Flat, then a leak of 2 a second from 3,000 s on. */
function leakAt(second: number): number {
  return second < 3000 ? 300 : 300 + 2 * (second - 3000);
}

function rrdtool(...args: string[]): string {
  return execFileSync('rrdtool', args, { encoding: 'utf8' });
}

/** Each program writes its archive itself. */
describe('the archives of other programs', function () {
  const folder = scratchFolder();
  const at = (name: string): string => join(folder(), name);
  // Aligned to all steps below.
  const start = 1_700_000_400;

  /** A series as CSV, by dma import. */
  async function imported(...args: string[]): Promise<{ samples: readonly Point[]; stderr: string }> {
    const { code, stderr } = await runDma(['import', ...args, '--out', at('out.csv')]);
    assert.equal(code, 0, stderr);
    return { samples: readCsvSeries(at('out.csv')).samples, stderr };
  }

  it('of rrdtool give the values that rrdtool fetches, and a backtest warns of their leak', async function () {
    const file = at('used.rrd');
    const archives = ['AVERAGE', 'MAX'].flatMap((one) => [`RRA:${one}:0.5:1:200`, `RRA:${one}:0.5:6:200`]);
    rrdtool(
      'create',
      file,
      '--start',
      String(start),
      '--step',
      '10',
      'DS:used:GAUGE:30:0:U',
      'DS:total:DERIVE:30:0:U',
      ...archives,
    );
    const seconds = Array.from({ length: 400 }, (_, index) => 10 * (index + 1));
    rrdtool('update', file, ...seconds.map((second) => `${start + second}:${leakAt(second)}:${5 * second}`));
    const fetched = rrdtool(
      'fetch',
      file,
      'MAX',
      '-r',
      '10',
      '-s',
      String(start + 2100),
      '-e',
      String(start + 3990),
    )
      .split('\n')
      .flatMap((line) => /^(\d+): (\S+)/.exec(line)?.slice(1).map(Number) ?? []);
    const { samples, stderr } = await imported(file, '--select', 'used');
    const byTime = new Map(samples.map(({ time, value }) => [time, value]));
    assert.ok(fetched.length > 300);
    for (let index = 0; index < fetched.length; index += 2)
      assert.equal(byTime.get(fetched[index]!), fetched[index + 1], String(fetched[index]));
    assert.match(stderr, /used: max every 10 s from .* on, before that every 60 s from 2023-11-14/);
    assert.deepEqual([samples[0]!.time, newestOf(samples)], [start + 60, start + 4000]);
    const rates = await imported(file, '--select', 'total');
    assert.ok(rates.samples.every(({ value }) => Math.abs(value - 5) < 1e-6));
    assert.match(
      await backtested(file, '--select', 'used', '--limit', '2000', '--horizon', '120'),
      /\ncrossings +1, announced in time\n/,
    );
    const dumped = at('used.xml');
    writeFileSync(dumped, rrdtool('dump', file));
    assert.deepEqual((await imported(dumped, '--select', 'used')).samples, samples);
  });

  it('of rrdtool need rrdtool, which is said', async function () {
    writeFileSync(at('a.rrd'), 'RRD\u{0}0003\u{0}');
    const { code, stderr } = await runDma(['import', at('a.rrd')], { PATH: '/nonexistent' });
    assert.deepEqual(
      [code, stderr],
      [
        1,
        `dma: ${at('a.rrd')}: needs rrdtool to be read; apt-get install rrdtool, or give the XML that "rrdtool dump" prints on the machine that wrote it\n`,
      ],
    );
    const refused = await runDma(['import', at('a.rrd')]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^dma: .*a\.rrd: rrdtool cannot read it: ERROR: .*; or give the XML/);
  });

  /** One data source, with the leak. */
  function leakingRrd(name: string): string {
    const file = at(name);
    mkdirSync(dirname(file), { recursive: true });
    const from = String(start);
    rrdtool('create', file, '--start', from, '--step', '10', 'DS:value:GAUGE:30:0:U', 'RRA:MAX:0.5:1:400');
    const seconds = Array.from({ length: 400 }, (_, index) => 10 * (index + 1));
    rrdtool('update', file, ...seconds.map((second) => `${start + second}:${leakAt(second)}`));
    return file;
  }

  it('of rrdtool are a folder whose files are named by their paths, whatever is in the names', async function () {
    const names = [
      'web1/memory/used',
      "web 1/df-root/it's",
      'web1/df-"a"/b',
      'web1/`$(c)`/d\\e',
      'web1/df-"a"/it\'s',
    ];
    const whole = [];
    for (const name of names) whole.push((await imported(leakingRrd(`rrd/${name}.rrd`))).samples);
    writeFileSync(at('rrd/damaged.rrd'), 'RRD\u{0}0003\u{0}');
    const { code, stdout } = await runDma(['import', at('rrd'), '--json']);
    assert.equal(code, 0);
    const { series } = JSON.parse(stdout) as { series: { name: string; about: string }[] };
    assert.deepEqual(
      series.map(({ name }) => name),
      [...names, 'damaged'].toSorted(),
    );
    for (const { name, about } of series)
      assert.match(
        about,
        names.includes(name) ? /^GAUGE, 10 s apart$/ : /^rrdtool cannot read it: ERROR: /,
        name,
      );
    for (const [index, name] of names.entries())
      assert.deepEqual((await imported(at('rrd'), '--select', name)).samples, whole[index], name);
    const refused = await runDma(['import', at('rrd'), '--select', 'damaged', '--out', at('out.csv')]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /^dma: .*damaged\.rrd: rrdtool cannot read it: ERROR: .*\n$/);
    assert.match(
      await backtested(at('rrd'), '--select', 'memory', '--limit', '2000', '--horizon', '120'),
      /\ncrossings +1, announced in time\n/,
    );
    const without = await runDma(['import', at('rrd')], { PATH: '/nonexistent' });
    assert.equal(without.code, 1);
    assert.match(without.stderr, /^dma: .*\.rrd: needs rrdtool to be read; apt-get install rrdtool, /);
  });

  it('of every kind are files of a manifest, to be replayed and to be learned from', async function () {
    leakingRrd('rrd/web1/memory/used.rrd');
    const seconds = Array.from({ length: 400 }, (_, index) => 10 * index);
    const values = seconds.map((second) => [start + second, String(leakAt(second))]);
    const result = ['used', 'free'].map((__name__) => ({ metric: { __name__ }, values }));
    writeFileSync(
      at('answer.json'),
      JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }),
    );
    const script = `
import sys, whisper
path, start = sys.argv[1], int(sys.argv[2])
whisper.create(path, [(10, 400)], aggregationMethod='max')
whisper.update_many(path, [(start + s, 300.0 if s < 3000 else 300.0 + 2 * (s - 3000)) for s in range(0, 4000, 10)], start + 4000)
`;
    execFileSync('/usr/bin/python3', ['-c', script, at('used.wsp'), String(start)]);
    const common = { threshold: 2000, horizon: 120, interval: 10 };
    const traces = [
      { name: 'rrd', kind: 'a', file: 'rrd/web1/memory/used.rrd' },
      { name: 'folder', kind: 'b', file: 'rrd', select: 'memory', consolidation: 'average', step: 10 },
      { name: 'prometheus', kind: 'c', file: 'answer.json', select: 'used' },
      { name: 'whisper', kind: 'd', file: at('used.wsp') },
    ].map((trace) => ({ ...trace, ...common }));
    const write = (those: readonly object[]): void =>
      writeFileSync(at('manifest.json'), JSON.stringify({ traces: those }));
    write(traces);
    const replay = ['backtest', '--manifest', at('manifest.json'), '--streams', at('streams')];
    const replayed = await runDma(replay);
    assert.equal(replayed.code, 0, replayed.stderr);
    assert.match(
      replayed.stderr,
      /dma backtest: .*: memory\/used: max|web1\/memory\/used.rrd: max every 10 s/,
    );
    assert.match(replayed.stderr, /\ndma backtest: 4 series replayed\n$/);
    for (const { name } of traces) {
      const lines = readFileSync(at(`streams/${name}.csv`), 'utf8')
        .trimEnd()
        .split('\n');
      const alerts = lines.filter((line) => line.endsWith(',1'));
      assert.ok(lines.length > 390 && alerts.length > 0, `${name}: ${lines.length}, ${alerts.length}`);
    }
    const learned = await runDma([
      'learn',
      '--manifest',
      at('manifest.json'),
      '--out',
      at('model.json'),
      '--json',
    ]);
    assert.equal(learned.code, 0, learned.stderr);
    const { series } = JSON.parse(learned.stdout) as { series: string[] };
    assert.deepEqual(
      series,
      traces.map(({ name }) => name),
    );
    write([{ ...traces[2], select: undefined }]);
    const unclear = await runDma(replay);
    assert.equal(unclear.code, 1);
    assert.match(
      unclear.stderr,
      /^dma: .*answer\.json: holds 2 series; choose one by --select: used, free\n$/,
    );
  });

  it('of Whisper give the values that whisper itself fetches', async function () {
    const file = at('used.wsp');
    const script = `
import json, sys, time, whisper
path, now = sys.argv[1], int(time.time())
whisper.create(path, [(10, 60), (60, 120)], aggregationMethod='max')
for second in range(0, 3600, 10):
    whisper.update(path, float(second), now - 3600 + second, now)
(start, end, step), values = whisper.fetch(path, now - 500, now, now)
print(json.dumps([[start + index * step, value] for index, value in enumerate(values) if value is not None]))
`;
    const output = execFileSync('/usr/bin/python3', ['-c', script, file], { encoding: 'utf8' });
    const fetched = JSON.parse(output) as [number, number][];
    const { samples, stderr } = await imported(file);
    const byTime = new Map(samples.map(({ time, value }) => [time, value]));
    assert.ok(fetched.length > 40);
    for (const [time, value] of fetched) assert.equal(byTime.get(time), value);
    assert.match(stderr, /: max every 10 s from .* on, before that every 60 s from /);
    assert.ok(newestOf(samples) - samples[0]!.time > 3400);
  });

  it('of collectd give the same values by its csv and by its rrdtool plugin', async function () {
    const socket = at('sock');
    writeFileSync(
      at('collectd.conf'),
      `Hostname "web1"
FQDNLookup false
BaseDir "${folder()}"
PIDFile "${at('pid')}"
Interval 1
WriteThreads 1
LoadPlugin unixsock
LoadPlugin csv
LoadPlugin rrdtool
<Plugin unixsock>
  SocketFile "${socket}"
</Plugin>
<Plugin csv>
  DataDir "${at('csv')}"
</Plugin>
<Plugin rrdtool>
  DataDir "${at('rrd')}"
</Plugin>
`,
    );
    const daemon = new Daemon('collectd', ['-f', '-C', at('collectd.conf')], at('log'));
    const now = Math.floor(Date.now() / 1000);
    try {
      await daemon.untilReady(() => existsSync(socket));
      const client = new UnixsockClient(socket, { window: 16 });
      for (let second = 0; second < 60; second++) {
        const when = now - 60 + second;
        // What comes while collectd makes the file may be left out.
        if (second === 1)
          await until('the RRD file', 30, () => existsSync(at('rrd/web1/memory/memory-used.rrd')));
        await client.command(`PUTVAL "web1/memory/memory-used" interval=1 ${when}:${100 + second}`);
        await client.command(
          `PUTVAL "web1/interface-eth0/if_octets" interval=1 ${when}:${7 * second}:${9 * second}`,
        );
      }
      client.close();
      // At its end, collectd leaves out what it has not written yet. Values to csv come before those to RRD.
      const last = `${now - 1}`;
      const rrd = at('rrd/web1/memory/memory-used.rrd');
      await until('the last value', 30, () => rrdtool('last', rrd).trim() === last);
    } finally {
      await daemon.end();
    }
    const kept = Array.from({ length: 60 }, (_, second) => ({
      time: now - 60 + second,
      value: 100 + second,
    }));
    assert.deepEqual((await imported(at('csv'), '--select', 'memory-used')).samples, kept);
    const rates = await imported(at('csv/web1'), '--select', 'if_octets:tx');
    assert.deepEqual(new Set(rates.samples.map(({ value }) => value)), new Set([9]));
    const { samples } = await imported(at('rrd/web1/memory/memory-used.rrd'));
    assert.deepEqual((await imported(at('rrd'), '--select', 'web1/memory/memory-used')).samples, samples);
    const listed = await runDma(['import', at('rrd')]);
    assert.match(
      listed.stdout,
      /^folder of RRD files\n\nseries .*\nweb1\/interface-eth0\/if_octets:rx +DERIVE, 1 s to [^]*:tx [^]*\nweb1\/memory\/memory-used +GAUGE, /,
    );
    const byTime = new Map(kept.map(({ time, value }) => [time, value]));
    assert.ok(samples.length > 50, String(samples.length));
    // Where collectd's plugin leaves out an update, RRD takes the next one for both seconds.
    for (const { time, value } of samples)
      assert.ok(Math.abs(value - byTime.get(time)!) <= 1, `${time}: ${value}`);
  });

  it('of sysstat give the figures that sadf prints', async function () {
    const file = at('sa01');
    const sadc = ['/usr/lib/sysstat/sadc', '/usr/lib64/sa/sadc'].find((path) => existsSync(path));
    execFileSync(sadc ?? 'sadc', ['1', '3', file]);
    const printed = execFileSync('sadf', ['-d', '-U', file, '--', '-r'], { encoding: 'utf8' });
    writeFileSync(at('sa.csv'), printed);
    const binary = await imported(file, '--select', 'memory.memused');
    assert.equal(binary.samples.length, 2);
    assert.deepEqual((await imported(at('sa.csv'), '--select', 'kbmemused')).samples, binary.samples);
    writeFileSync(at('sa.json'), execFileSync('sadf', ['-j', file, '--', '-A']));
    assert.deepEqual((await imported(at('sa.json'), '--select', 'memory.memused')).samples, binary.samples);
  });

  it('of Prometheus are asked in pages beyond its limit of points', async function () {
    const seconds = Array.from({ length: 2400 }, (_, index) => 15 * index);
    const lines = seconds.map((second) => `used_bytes{host="web1"} ${leakAt(second / 10)} ${start + second}`);
    const text = ['# TYPE used_bytes gauge', ...lines, '# EOF', ''].join('\n');
    const prometheus = await BackfilledPrometheus.start(at('prometheus'), text);
    try {
      const range = ['--from', String(start), '--to', String(start + 15 * 2399)];
      const asked = ['--prometheus', prometheus.url, '--query', 'used_bytes', ...range];
      const { samples } = await imported(...asked);
      assert.deepEqual(
        samples,
        seconds.map((second) => ({ time: start + second, value: leakAt(second / 10) })),
      );
      // 36,000 points at 1 s, each value fifteen times.
      const fine = await imported(...asked, '--step', '1s');
      assert.equal(fine.samples.length, 15 * 2399 + 1);
      assert.match(
        await backtested(...asked, '--limit', '1000', '--horizon', '600'),
        /\ncrossings +1, announced in time\n/,
      );
      const refused = await runDma(['import', ...asked.with(3, 'used_bytes{')]);
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /^dma: .*: Prometheus refused the query: bad_data: .*parse error/);
      const empty = await runDma(['import', ...asked.with(3, 'nothing')]);
      assert.match(empty.stderr, /^dma: nothing: Prometheus has nothing for this query and range/);
    } finally {
      await prometheus.end();
    }
  });

  it('that are an empty folder are refused', async function () {
    mkdirSync(at('empty'));
    const { code, stderr } = await runDma(['backtest', at('empty'), '--limit', '1']);
    assert.equal(code, 1);
    assert.match(stderr, /^dma: .*empty: holds no RRD or Whisper files/);
    assert.deepEqual(readdirSync(at('empty')), []);
  });
});
