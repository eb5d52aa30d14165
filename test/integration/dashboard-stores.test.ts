import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OwnRedis } from '../support/own-redis.ts';
import { startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { putHosts, putReport, putSpool } from '../support/watched-past.ts';

interface ListedSeries {
  readonly redis: string;
  readonly host: string;
  readonly riskPercent?: number;
}

/** The labels of the only series of a Redis. */
function labelsOf(redis: string): string {
  return `{host="db1",target="memory",series="memory/memory-used",redis="${redis}"}`;
}

/** The compiled `dma dashboard` with two real Redis that hold a host of the same name. */
describe('dma dashboard with several Redis', function () {
  let folder: string;
  const stores = new Map<string, OwnRedis>();
  let running: RunningDma;
  let url: string;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-stores-'));
    const now = Date.now() / 1000;
    for (const [name, riskPercent] of [
      ['eu', 12],
      ['us', 86],
    ] as const) {
      mkdirSync(join(folder, name));
      const redis = await OwnRedis.start(join(folder, name));
      stores.set(name, redis);
      await putHosts(redis, [{ host: 'db1', slope: 0, riskPercent }], now);
      await putReport(redis, `predict-${name}`, 1, now);
    }
    putSpool(join(folder, 'spool'), now);
    const config = {
      spool: join(folder, 'spool'),
      targets: {
        memory: { series: '*/memory/memory-used', capacity: '*/memory/memory-*', output: 'dma/memory' },
      },
      dashboard: {
        listen: '127.0.0.1:0',
        redis: Object.fromEntries([...stores].map(([name, redis]) => [name, { url: redis.url }])),
      },
    };
    // YAML includes JSON.
    writeFileSync(join(folder, 'dma.yaml'), JSON.stringify(config));
    running = startDma(['dashboard', '--config', join(folder, 'dma.yaml')]);
    url = await until('it to listen', 60, () => /listening at (\S+)/.exec(running.output.stderr)?.[1]);
  });

  after(async function () {
    running?.child.kill();
    await running?.exited;
    for (const redis of stores.values()) await redis.stop();
    rmSync(folder, { recursive: true });
  });

  const text = async (path: string): Promise<string> => (await fetch(url + path)).text();

  async function listed(): Promise<readonly ListedSeries[]> {
    return (JSON.parse(await text('/api/v1/series')) as { series: ListedSeries[] }).series;
  }

  it('lists the series of all, and says which Redis has each', async function () {
    assert.deepEqual(
      (await listed()).map(({ redis, host, riskPercent }) => [redis, host, riskPercent]),
      [
        ['us', 'db1', 86],
        ['eu', 'db1', 12],
      ],
    );
    const page = await text('/');
    for (const name of ['us', 'eu'])
      assert.match(page, new RegExp(`db1</a> <span class="faint">in ${name}<`));
    assert.match(page, /eu: Redis ok, \d+ names .* us: Redis ok, \d+ names/);
  });

  it('shows one series of the Redis that is asked for', async function () {
    for (const [name, risk] of [
      ['us', 86],
      ['eu', 12],
    ] as const) {
      const query = new URLSearchParams({
        target: 'memory',
        series: 'db1/memory/memory-used',
        redis: name,
      }).toString();
      assert.match(await text(`/series?${query}`), new RegExp(`Why the risk is ${risk} %`));
      const past = JSON.parse(await text(`/api/v1/series/history?${query}`)) as {
        series: ListedSeries;
        samples: unknown[];
      };
      assert.deepEqual([past.series.redis, past.series.riskPercent], [name, risk]);
      assert.ok(past.samples.length > 100);
    }
  });

  it('gives metrics with a label that tells them apart, which promtool finds no fault with', async function () {
    const metrics = await text('/metrics');
    for (const line of [
      `dma_risk_ratio${labelsOf('us')} 0.86`,
      `dma_risk_ratio${labelsOf('eu')} 0.12`,
      'dma_redis_up{redis="eu"} 1',
      'dma_predict_series{predictor="predict-us",redis="us"} 1',
    ])
      assert.ok(metrics.split('\n').includes(line), `${line} in\n${metrics}`);
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
      input: metrics,
      encoding: 'utf8',
    });
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
  });

  it('goes on with the others while one is away, and says which', async function () {
    await stores.get('us')!.stop();
    await until('its fault', 60, async () => {
      const { stores: states } = JSON.parse(await text('/api/v1/health')) as {
        stores: { name: string; ok: boolean }[];
      };
      return states.some(({ name, ok }) => name === 'us' && !ok) && states.some(({ ok }) => ok);
    });
    assert.deepEqual(
      (await listed()).map(({ redis }) => redis),
      ['eu'],
    );
    assert.match(await text('/'), /class="fault">us: Redis at /);
    assert.match(await text('/metrics'), /^dma_redis_up\{redis="us"\} 0$/m);
  });
});
