import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { conf } from '../support/other-systems-conf.ts';
import { NodeExporter } from '../support/receivers/node-exporter.ts';
import { until } from '../support/until.ts';

const mebi = 2 ** 20;
const size = 1000 * mebi;
const pool = '{pool="fast/1"}';

/** The real node_exporter, whose page collectd's exec plugin lets dma read, and a pool on that page that fills up. */
describe('the metrics of an exporter', function () {
  // Each part of the story needs the one before.
  this.bail(true);
  let folder: string;
  let exporter: NodeExporter;
  let stack: PrivateStack;
  let watch: StackWatch;
  let timer: NodeJS.Timeout | undefined;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-scrape-'));
    exporter = await NodeExporter.start(join(folder, 'exporter'));
    stack = await startPrivateStack({
      exchanges: [['LoadPlugin exec\n', '<LoadPlugin exec>\n  Interval 0.5\n</LoadPlugin>\n']],
      shippedFiles: ['dma.conf', 'dma-unixsock.conf'],
      collectdConf: conf('prometheus-scrape/dma-prometheus-scrape.conf', [
        ['http://127.0.0.1:9100/metrics', exporter.url],
        [
          '"node_filesystem_{avail,size}_bytes"',
          '"node_memory_MemTotal_bytes" "node_cpu_seconds_total" "own_*"',
        ],
      ]),
      configure: (config) => {
        config.setIn(['roundSeconds'], 0.2);
        const pools = {
          series: '*/prometheus-*/bytes-own_used_bytes',
          capacity: '*/prometheus-*/bytes-own_size_bytes',
          optional: true,
          horizonSeconds: 10,
          output: 'dma/bytes-pools',
        };
        config.setIn(['targets'], config.createNode({ pools }));
      },
    });
    watch = new StackWatch(stack, size);
    let used = 300 * mebi;
    timer = setInterval(() => {
      used = Math.min(used + 12 * mebi, 990 * mebi);
      exporter.show([`own_used_bytes${pool} ${used}`, `own_size_bytes${pool} ${size}`]);
    }, 500);
  });

  after(async function () {
    clearInterval(timer);
    watch?.close();
    await stack?.stop();
    await exporter?.end();
    rmSync(folder, { recursive: true, force: true });
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && stack) process.stderr.write(`${stack.collectdLog()}\n`);
  });

  const newest = async (series: string): Promise<number | undefined> =>
    (await watch.history(`localhost/prometheus${series}`)).at(-1)?.values[0];

  it('are values of collectd, with their labels', async function () {
    const total = await until('the memory', 60, () => newest('/bytes-node_memory_MemTotal_bytes'));
    assert.ok(Math.abs(total - totalmem()) < mebi, `${total}`);
    assert.equal(
      await until('the size of the pool', 60, () => newest('-pool=fast%2F1/bytes-own_size_bytes')),
      size,
    );
  });

  it('are rates where they are counters', async function () {
    const idle = await until('the rate of a counter', 60, () =>
      newest('-cpu=0,mode=idle/gauge-node_cpu_seconds_total'),
    );
    assert.ok(idle >= 0 && idle < 5, `${idle}`);
  });

  it('are predicted, and alerts name the labels', async function () {
    const line = await until(
      'a WARNING',
      90,
      () =>
        existsSync(stack.logFile) &&
        readFileSync(stack.logFile, 'utf8')
          .split('\n')
          .find((one) => / (?:WARNING|FAILURE) localhost pools-pool=fast%2F1 /.test(one)),
    );
    assert.match(line, /of 900\.0 MiB/);
  });

  it('are told to be away, once, and come back by themselves', async function () {
    await exporter.end();
    const away = / cannot be read: /g;
    await until('a line of the log', 60, () => away.test(stack.collectdLog()));
    exporter = await NodeExporter.start(join(folder, 'exporter'), Number(new URL(exporter.url).port));
    await until('the end of it', 60, () => / recovered after /.test(stack.collectdLog()));
    assert.equal(stack.collectdLog().match(away)?.length, 1);
  });
});
