import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCsvSeries } from '../../tools/series/csv-series.ts';
import { memoryPast } from '../support/memory-past.ts';
import { BackfilledPrometheus } from '../support/receivers/backfilled-prometheus.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

describe('dma export', function () {
  const folder = scratchFolder();
  const at = (name: string): string => join(folder(), name);
  // More than two pages of Redis.
  const seconds = 4500;
  const past = memoryPast(folder, seconds, (second) => 300 + (second % 100));

  beforeEach(function () {
    writeFileSync(
      at('dma.yaml'),
      `redis: {url: "${past().redis.url}"}\ntargets: {memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-*"}}\n`,
    );
  });

  const exported = (...args: string[]) => runDma(['export', '--config', at('dma.yaml'), ...args]);

  it('writes a series as CSV that dma backtest reads', async function () {
    const { code, stdout, stderr } = await exported('web1/memory/memory-used', '--out', at('used.csv'));
    assert.deepEqual([code, stdout], [0, '']);
    assert.equal(stderr, `dma export: ${seconds} values from the beginning to now\n`);
    const { start } = past();
    assert.deepEqual(
      readCsvSeries(at('used.csv')).samples.map(({ time, value }) => [Math.floor(time) - start, value]),
      Array.from({ length: seconds }, (_, second) => [second, 300 + (second % 100)]),
    );
    const range = ['--from', String(start + 10), '--to', String(start + 12.5)];
    const some = await exported('web1/memory/memory-used', ...range);
    // The scores of Redis are finer than its members.
    assert.equal(
      some.stdout,
      `t,value\n${start + 10}.0004,310\n${start + 11}.0004,311\n${start + 12}.0004,312\n`,
    );
  });

  it('writes all series of a target as OpenMetrics, which Prometheus takes and dma import reads again', async function () {
    const { code, stderr } = await exported(
      '--target',
      'memory',
      '--format',
      'openmetrics',
      '--out',
      at('memory.txt'),
    );
    assert.equal(code, 0, stderr);
    const text = readFileSync(at('memory.txt'), 'utf8');
    assert.match(
      text,
      /^# TYPE collectd_memory gauge\ncollectd_memory\{instance="web1",memory="used"\} 300 /,
    );
    assert.match(text, /\n# EOF\n$/);
    const { start } = past();
    const prometheus = await BackfilledPrometheus.start(at('prometheus'), text);
    try {
      const query = 'collectd_memory{instance="web2"}';
      const range = ['--from', String(start), '--to', String(start + seconds - 1), '--step', '1s'];
      const read = await runDma([
        'import',
        '--prometheus',
        prometheus.url,
        '--query',
        query,
        ...range,
        '--out',
        at('again.csv'),
      ]);
      assert.equal(read.code, 0, read.stderr);
    } finally {
      await prometheus.end();
    }
    await exported('web2/memory/memory-used', '--out', at('used.csv'));
    // Prometheus keeps milliseconds.
    const written = readCsvSeries(at('used.csv')).samples;
    assert.deepEqual(
      readCsvSeries(at('again.csv')).samples,
      written.map(({ time, value }) => ({ time: Math.round(time * 1000) / 1000, value })),
    );
  });

  it('says what is wrong, and leaves no file', async function () {
    for (const [args, expected, message] of [
      [
        [],
        2,
        /^dma: say what to export: series of Redis \(host\/plugin\/type\), or a --target of dma\.yaml\n/,
      ],
      [
        ['--target', 'memory'],
        2,
        /^dma: --format csv: holds one series, and there are 2; name one, or take --format openmetrics: web1\/memory\/memory-used, web2/,
      ],
      [
        ['--target', 'memory', '--format', 'xml'],
        2,
        /^dma: --format: expected one of csv, openmetrics, not "xml"\n/,
      ],
      [['--target', 'disk'], 2, /^dma: --target: expected one of memory /],
      [
        ['--target', 'memory', '--host', 'db1'],
        1,
        /^dma: target memory: Redis holds no series of it of host db1; dma check says why\n/,
      ],
      [['web1/memory/memory-usedd'], 1, /^dma: Redis holds no "web1\/memory\/memory-usedd"; there is /],
      [['web1/memory/memory-used', '--host', 'web1'], 2, /^dma: --host: goes with --target; /],
      [
        ['web1/memory/memory-used', '--from', 'now'],
        2,
        /^dma: --from: has to be before --to, and before now\n/,
      ],
      [
        ['web1/memory/memory-used', '--to', '-1d'],
        1,
        /^dma: web1\/memory\/memory-used: Redis holds no sample from the beginning to .*; it keeps what MaxSetSize allows/,
      ],
    ] as const) {
      const { code, stderr } = await exported(...args, '--out', at('out.csv'));
      assert.match(stderr, message);
      assert.equal(code, expected, stderr);
    }
    assert.equal(existsSync(at('out.csv')), false);
    assert.deepEqual(
      readdirSync(folder()).filter((name) => name.startsWith('.out')),
      [],
    );
  });
});
