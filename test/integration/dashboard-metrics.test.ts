import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { DashboardStage, hostileHost, stageToken } from '../support/dashboard-stage.ts';
import { until } from '../support/until.ts';

interface Found {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** The metrics of the compiled `dma dashboard`, and a real Prometheus that scrapes them. */
describe('the metrics of dma dashboard', function () {
  let folder: string;
  let stage: DashboardStage;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-metrics-'));
    stage = await DashboardStage.start(folder);
  });

  after(async function () {
    await stage.stop();
    rmSync(folder, { recursive: true });
  });

  it('are what promtool finds no fault with', async function () {
    const { text, headers } = await stage.ask('/metrics');
    assert.match(String(headers['content-type']), /^text\/plain; version=0\.0\.4/);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: text,
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
  });

  it('come into a real Prometheus: all series under one name, hostile names unchanged', async function () {
    const port = await freePort();
    const scrape = {
      job_name: 'dma',
      scrape_interval: '1s',
      authorization: { credentials: stageToken },
      static_configs: [{ targets: [new URL(stage.url).host] }],
    };
    // YAML includes JSON.
    writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify({ scrape_configs: [scrape] }));
    const options = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    const prometheus = new Daemon('prometheus', options, join(folder, 'prometheus.log'));
    const query = async (text: string): Promise<readonly Found[]> => {
      const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(text)}`);
      return ((await answer.json()) as { data: { result: Found[] } }).data.result;
    };
    try {
      await prometheus.untilReady(() => prometheus.log().includes('ready to receive web requests'));
      const risks = await until('the first scrape', 60, async () => {
        const found = await query('dma_risk_ratio');
        return found.length > 0 && found;
      });
      const shown = risks.map(({ metric, value }) => [
        metric['host'],
        metric['target'],
        metric['series'],
        value[1],
      ]);
      assert.deepEqual(
        shown.toSorted(([a = ''], [b = '']) => (a < b ? -1 : 1)),
        [
          ['db1', 'memory', 'memory/memory-used', '0.02'],
          [hostileHost, 'memory', 'memory/memory-used', '0.12'],
          ['web1', 'memory', 'memory/memory-used', '0.86'],
        ],
      );
      const limits = await query('dma_limit_value{host="web1"}');
      assert.deepEqual(
        limits.map(({ value }) => Number(value[1])),
        [0.9 * 16 * 2 ** 30],
      );
      const [full] = await query('dma_exhaustion_seconds');
      assert.deepEqual([full!.metric['host'], full!.value[1]], ['web1', '41']);
      const [alert] = await query('dma_alerts_open{severity="WARNING"}');
      assert.equal(alert!.value[1], '1');
      const [round] = await query('dma_predict_round_seconds{predictor="web1"}');
      assert.equal(round!.value[1], '0.004');
    } finally {
      await prometheus.end();
    }
  });

  it('tell of the program while Redis is away, and of nothing that may be old', async function () {
    await stage.redis.stop();
    const text = await until('Redis to be missed', 60, async () => {
      const answer = await stage.ask('/metrics');
      return answer.text.includes('dma_redis_up 0') && answer.text;
    });
    assert.doesNotMatch(text, /^dma_risk_ratio/m);
    assert.match(text, /^dma_deliver_up 0$/m);
    assert.match(text, /^dma_deliver_queue_length\{notifier="log"\} 0$/m);
    assert.equal((await stage.ask('/-/healthy')).status, 200);
    await until('it not to be ready', 60, async () => (await stage.ask('/-/ready')).status === 503);
    assert.equal(await stage.end(), 0);
  });
});
