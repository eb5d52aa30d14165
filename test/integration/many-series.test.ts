import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { OwnRedis } from '../support/own-redis.ts';

/** A central Redis with the series of two hosts, as write_redis leaves them. */
describe('several hosts, targets and data sources in one Redis', function () {
  /** Epoch seconds. */
  let start = 0;
  /** Values at a time, by identifier. */
  const series: Readonly<Record<string, (seconds: number) => number[]>> = {
    'web1/memory/memory-used': (seconds) => [1e9 + 1e6 * seconds],
    'web1/memory/memory-free': (seconds) => [3e9 - 1e6 * seconds],
    'web2/memory/memory-used': () => [5e8],
    'web2/memory/memory-free': () => [5e8],
    'web1/df-root/df_complex-used': (seconds) => [1e9 + 2e6 * seconds],
    'web1/df-root/df_complex-free': (seconds) => [1e9 - 2e6 * seconds],
    'web1/df-var-log/df_complex-used': () => [7e9],
    'web1/df-var-log/df_complex-free': () => [1e9],
    'web2/load/load': (seconds) => [9, seconds / 10, 9],
    'web2/dma/memory': () => [1],
  };
  let folder: string;
  let redis: OwnRedis;
  let running: RunningDma;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'many-'));
    redis = await OwnRedis.start(folder);
    start = Date.now() / 1000 - 30;
    for (let time = start; time < Date.now() / 1000; time += 0.5) await write(time);
    const config = join(folder, 'dma.yaml');
    writeFileSync(
      config,
      `redis: {url: "${redis.url}"}
cache: off
roundSeconds: 0.2
targets:
  memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-{used,free}", output: dma/memory, forecaster: linear}
  disk: {series: "*/df-*/df_complex-used", capacity: "*/df-*/df_complex-*", output: dma/df_complex, forecaster: linear}
  load: {series: "*/load/load", dataSource: 1, capacity: 64, limit: 8, forecaster: linear}
`,
    );
    running = startDma(['predict', '--config', config]);
  });

  after(async function () {
    running?.child.kill('SIGTERM');
    await running?.exited;
    await redis?.stop();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function write(time: number): Promise<void> {
    for (const [identifier, valuesAt] of Object.entries(series)) {
      const value = [time.toFixed(3), ...valuesAt(time - start)].join(':');
      await redis.client.zAdd(`collectd/${identifier}`, { score: time, value });
    }
    await redis.client.sAdd('collectd/values', Object.keys(series));
  }

  const newest = (): ReadonlyMap<string, { readonly time: number; readonly value: string }> =>
    new Map(
      [...running.output.stdout.matchAll(/^PUTVAL "([^"]+)" interval=\S+ ([\d.]+):(\S+)$/gm)].map(
        ([, name, time, value]) => [name!, { time: Number(time), value: value! }],
      ),
    );

  it('are predicted from their past at once, each under its own name', async function () {
    const expected = [
      'web1/dma/memory',
      'web1/dma-memory/percent-risk',
      'web2/dma/memory',
      'web2/dma-memory/duration-exhaustion',
      'web1/dma/df_complex-root',
      'web1/dma-disk-root/percent-predicted',
      'web1/dma/df_complex-var-log',
      'web1/dma-disk-var-log/percent-risk',
      'web2/dma-load/percent-predicted',
      'web2/dma-load/duration-exhaustion',
    ];
    await until('all of them', 60, async () => {
      await write(Date.now() / 1000);
      await sleep(100);
      const found = newest();
      return expected.every((name) => found.has(name));
    });
    const values = newest();
    /** @param valueAt given the seconds from the start to the prediction's own time */
    const near = (name: string, valueAt: (elapsed: number) => number): void => {
      const { time, value } = values.get(name)!;
      const wanted = valueAt(time - start);
      assert.ok(Math.abs(Number(value) - wanted) < 0.02 * wanted, `${name} is ${value}, not ${wanted}`);
    };
    near('web1/dma/memory', (elapsed) => 1e9 + 1e6 * (elapsed + 60));
    near('web1/dma-memory/duration-exhaustion', (elapsed) => (0.9 * 4e9 - 1e9) / 1e6 - elapsed);
    near('web2/dma/memory', () => 5e8);
    assert.equal(values.get('web2/dma-memory/duration-exhaustion')!.value, 'U');
    near('web1/dma/df_complex-root', (elapsed) => 1e9 + 2e6 * (elapsed + 60));
    near('web1/dma-disk-root/percent-predicted', (elapsed) => (1e9 + 2e6 * (elapsed + 60)) / 2e7);
    near('web1/dma-disk-var-log/percent-predicted', () => 87.5);
    near('web2/dma-load/percent-predicted', (elapsed) => (100 * (elapsed + 60)) / 10 / 64);
    assert.ok(
      ![...values.keys()].some((name) => name.startsWith('web2/dma-memory-')),
      'no predictions of predictions',
    );
    assert.equal(running.output.stderr, '');
  });

  it('are joined by a series that appears later', async function () {
    (series as Record<string, (seconds: number) => number[]>)['web3/load/load'] = () => [0, 4, 0];
    await until('its prediction', 60, async () => {
      await write(Date.now() / 1000);
      await sleep(100);
      return newest().has('web3/dma-load/percent-risk');
    });
  });
});
