import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { slotOf } from '../../plugins/redis/cluster-slot.ts';
import { connectRedis, type RedisConnection } from '../../plugins/redis/connection.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesError, type Answer } from '../../plugins/samples/sample-reader.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import type { PrivateStack } from '../../tools/stack/private-stack.ts';
import { LeakingSeries } from '../support/leaking-series.ts';
import { leakLimit, leakSeries, startLeakingStack } from '../support/leaking-stack.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { runDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

const names = Array.from({ length: 300 }, (_, index) => `web${index}/memory/memory-used`);
const ask = { time: 0, count: 10 };

function connect(cluster: readonly string[], options: object = {}): RedisConnection {
  return connectRedis(
    {
      url: 'redis://127.0.0.1:6379',
      secrets: new KnownSecrets(),
      silenceSeconds: 5,
      cluster: [...cluster],
      ...options,
    },
    recordedLog().log,
  );
}

const timesOf = (answers: readonly Answer[]): unknown[] =>
  answers.map((answer) => (answer instanceof Error ? answer.message : answer.entries.at(-1)?.time));

describe('the connection to a real Redis Cluster', function () {
  let folder: string;
  let cluster: RedisCluster;
  let connection: RedisConnection;
  let reader: WriteRedisReader;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-cluster-'));
    cluster = await RedisCluster.start();
    connection = connect(cluster.addresses.slice(1, 2));
    await connection.attempted();
    reader = new WriteRedisReader(connection.commands);
  });

  after(async function () {
    connection?.close();
    await cluster?.dispose();
    rmSync(folder, { recursive: true });
  });

  it('knows the slots of keys as Redis does', async function () {
    for (const key of ['collectd/values', 'collectd/web1/memory/memory-used', 'a{b}c', 'b\u00fccher'])
      assert.equal(await cluster.command('CLUSTER', 'KEYSLOT', key), String(slotOf(key)));
  });

  it('writes each command where its key is, and reads names and series there', async function () {
    assert.ok(connection.isOpen, connection.complaint);
    const errors = await connection.write(
      names.flatMap((name, index) => [
        ['ZADD', `collectd/${name}`, String(index + 1), `${index + 1}.000:5`],
        ['SADD', 'collectd/values', name],
      ]),
    );
    assert.deepEqual(errors.filter(Boolean), []);
    const keys = await Promise.all(
      cluster.servers.slice(0, 3).map(async (server) => Number(await server.command('DBSIZE'))),
    );
    assert.ok(
      keys.every((count) => count > 50),
      keys.join(' '),
    );
    assert.deepEqual((await reader.names()).toSorted(), names.toSorted());
  });

  it('answers many questions in their order, by pipelines and one by one', async function () {
    const expected = names.map((_, index) => index + 1);
    assert.deepEqual(timesOf(await reader.afterEach(names.map((name) => ({ ...ask, name })))), expected);
    const few = names.slice(0, 10).map((name) => ({ ...ask, name }));
    assert.deepEqual(timesOf(await reader.afterEach(few)), expected.slice(0, 10));
  });

  it('keeps the fault of one series from the others', async function () {
    await cluster.command('SET', 'collectd/web7/wrong/wrong', 'x');
    const questions = ['web7/wrong/wrong', ...names].map((name) => ({ ...ask, name }));
    const [fault, ...others] = await reader.afterEach(questions);
    assert.ok(fault instanceof SeriesError);
    assert.equal(others.filter((answer) => answer instanceof Error).length, 0);
  });

  it('is read by dma check and dma watch', async function () {
    const config = join(folder, 'dma.yaml');
    writeFileSync(config, JSON.stringify({ redis: { cluster: cluster.addresses }, spool: folder }));
    const { stdout } = await runDma(['check', '--json', '--config', config]);
    const findings = JSON.parse(stdout) as { subject: string; ok: boolean; text: string }[];
    assert.deepEqual(
      findings.find(({ subject }) => subject.startsWith('Redis of the cluster')),
      {
        subject: `Redis of the cluster ${cluster.addresses.join(', ')}`,
        ok: true,
        text: `holds ${names.length} series`,
      },
    );
    const watched = await runDma(['watch', '--json', '--config', config]);
    const { health } = JSON.parse(watched.stdout) as { health: { redis: { ok: boolean; names: number } } };
    assert.deepEqual([health.redis.ok, health.redis.names], [true, names.length]);
  });

  it('finds series again that have moved to another server', async function () {
    await cluster.reshard(3000);
    const questions = names.map((name) => ({ ...ask, name }));
    await until('all of them', 60, async () =>
      (await reader.afterEach(questions)).every((answer) => !(answer instanceof Error)),
    );
    const [first] = await connection.write([['ZADD', `collectd/${names[0]}`, '1000', '1000.000:5']]);
    assert.equal(first, undefined);
  });

  it('says what is wrong with servers that tell no slots', async function () {
    const single = await PrivateRedis.start();
    const away = await freePort();
    const wrong = connect([`127.0.0.1:${single.port}`, `127.0.0.1:${away}`]);
    try {
      await wrong.attempted();
      assert.match(
        String(wrong.complaint),
        /no server of the cluster tells its slots.* no part of a cluster.*ECONNREFUSED/,
      );
      assert.equal(wrong.isOpen, false);
    } finally {
      wrong.close();
      await single.dispose();
    }
  });
});

const risk = 'collectd/web1/dma-leak/percent-risk';

describe('a Redis Cluster that fails over, under a relay and dma predict', function () {
  let folder: string;
  let cluster: RedisCluster;
  let relay: Daemon;
  let stack: PrivateStack;
  let leak: LeakingSeries;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-cluster-'));
    cluster = await RedisCluster.start();
    const redis = { cluster: cluster.addresses };
    const port = await freePort();
    const config = join(folder, 'dma.yaml');
    // YAML includes JSON.
    writeFileSync(config, JSON.stringify({ redis, relay: { listen: `127.0.0.1:${port}` } }));
    relay = new Daemon(
      process.execPath,
      [join(packageRoot, 'dist/tools/dma.js'), 'relay', '--config', config],
      join(folder, 'relay.log'),
    );
    await relay.untilReady(() => relay.log().includes('listening at'));
    stack = await startLeakingStack({
      configure: (dma) => dma.setIn(['redis'], dma.createNode(redis)),
      exchanges: [
        ['    Prefix "collectd/"\n', `    Prefix "collectd/"\n    Port "${port}"\n`],
        ['Interval 1\n', 'Interval 0.1\n'],
      ],
    });
    leak = new LeakingSeries(stack.socket, leakSeries, { lowest: 100, highest: leakLimit * 1.05 });
    await until('a prediction in the cluster', 60, async () => (await times(risk)).length > 20);
  });

  after(async function () {
    leak?.close();
    await stack?.stop();
    await relay?.end();
    await cluster?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function times(key: string): Promise<number[]> {
    const members = await cluster.command('ZRANGE', key, '0', '-1');
    return members
      .split('\n')
      .filter(Boolean)
      .map((member) => Number(member.split(':')[0]));
  }

  it('goes on with the series of the primary that was killed, and repeats no alert', async function () {
    leak.slope = 20;
    await until('an alert', 60, () => alerts().length > 0);
    await cluster.servers[0]!.stop();
    const killed = Date.now() / 1000;
    const failed = await until('the failover', 60, async () =>
      (await cluster.servers[3]!.info('replication')).includes('role:master') ? Date.now() / 1000 : undefined,
    );
    await until('the cluster to be whole', 60, async () =>
      (await cluster.command('CLUSTER', 'INFO')).includes('cluster_state:ok'),
    );
    const all = (await cluster.command('SMEMBERS', 'collectd/values')).split('\n');
    const moved = all.filter(
      (name) => name.startsWith('localhost/memory/') && slotOf(`collectd/${name}`) < 5461,
    );
    for (const name of [...moved, 'web1/dma-leak/percent-risk'])
      await until(`samples of ${name}`, 60, async () => (await times(`collectd/${name}`)).at(-1)! > failed);
    const last = Date.now() / 1000;
    process.stdout.write(
      `      from the kill to the failover: ${(failed - killed).toFixed(1)} s, until all series go on: ${(last - killed).toFixed(1)} s\n`,
    );
    await until('many more predictions', 60, async () => (await times(risk)).at(-1)! > last + 10);
    assert.equal(alerts().filter((line) => line.includes(' WARNING ')).length, 1, alerts().join('\n'));
  });

  function alerts(): string[] {
    try {
      return readFileSync(stack.logFile, 'utf8')
        .split('\n')
        .filter((line) => line.includes(' leak'));
    } catch {
      return [];
    }
  }
});
