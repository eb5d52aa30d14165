import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { connectRedis, type RedisConnection } from '../../plugins/redis/connection.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import type { PrivateStack } from '../../tools/stack/private-stack.ts';
import { LeakingSeries } from '../support/leaking-series.ts';
import { leakLimit, leakSeries, startLeakingStack } from '../support/leaking-stack.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { Sentinels } from '../support/sentinels.ts';
import { until } from '../support/until.ts';

const risk = 'web1/dma-leak/percent-risk';

describe('a Redis that three real Sentinels fail over', function () {
  let folder: string;
  let primary: PrivateRedis;
  let replica: PrivateRedis;
  let sentinels: Sentinels;
  let relay: Daemon;
  let stack: PrivateStack;
  let leak: LeakingSeries;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-sentinel-'));
    primary = await PrivateRedis.start();
    replica = await PrivateRedis.start(['--replicaof', '127.0.0.1', String(primary.port)]);
    sentinels = await Sentinels.start(folder, primary.port);
    const redis = { sentinels: sentinels.addresses, name: 'mymaster' };
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
      ownFiles: { 'csv.conf': 'LoadPlugin csv\n<Plugin csv>\n  DataDir "$DIRECTORY/csv"\n</Plugin>\n' },
      exchanges: [
        ['    Prefix "collectd/"\n', `    Prefix "collectd/"\n    Port "${port}"\n`],
        ['Interval 1\n', 'Interval 0.1\n'],
      ],
    });
    leak = new LeakingSeries(stack.socket, leakSeries, { lowest: 100, highest: leakLimit * 1.05 });
    await until('the Sentinels to know each other', 60, () => sentinels.isWhole);
    await until('a prediction in the replica', 60, async () => (await times(risk)).length > 20);
  });

  after(async function () {
    leak?.close();
    await stack?.stop();
    await relay?.end();
    await sentinels?.stop();
    for (const redis of [replica, primary]) await redis?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('loses no sample of the failover, goes on with predictions, and repeats no alert', async function () {
    leak.slope = 20;
    await until('an alert', 60, () => alerts().length > 0);
    await primary.stop();
    const killed = Date.now() / 1000;
    const failed = await until('the failover', 60, async () =>
      (await replica.info('replication')).includes('role:master') ? Date.now() / 1000 : undefined,
    );
    await until('a prediction in the new primary', 60, async () =>
      (await times(risk)).some((time) => time > failed),
    );
    process.stdout.write(
      `      from the kill to the failover: ${(failed - killed).toFixed(1)} s, to the next prediction: ${(Date.now() / 1000 - killed).toFixed(1)} s\n`,
    );
    const last = read().at(-1)!;
    const raw = 'localhost/memory/memory-used';
    await until('the newest sample', 60, async () => ((await times(raw)).at(-1) ?? 0) >= last);
    const there = new Set((await times(raw)).map((time) => time.toFixed(3)));
    const wanted = read().filter((time) => time > killed && time <= last);
    assert.ok(wanted.length > 10, String(wanted.length));
    assert.deepEqual(
      wanted.map((time) => time.toFixed(3)).filter((time) => !there.has(time)),
      [],
    );
    await until('many more predictions', 60, async () => (await times(risk)).at(-1)! > last + 10);
    assert.equal(alerts().filter((line) => line.includes(' WARNING ')).length, 1, alerts().join('\n'));
  });

  async function times(series: string): Promise<number[]> {
    const members = (await replica.command('ZRANGE', `collectd/${series}`, '0', '-1')) as string[];
    return members.map((member) => Number(member.split(':')[0]));
  }

  function read(): number[] {
    const path = join(stack.directory, 'csv/localhost/memory');
    return readdirSync(path)
      .filter((name) => name.startsWith('memory-used-'))
      .toSorted()
      .flatMap((name) => readFileSync(join(path, name), 'utf8').trim().split('\n').slice(1))
      .map((line) => Number(line.split(',')[0]));
  }

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

describe('the connection by way of Sentinels', function () {
  let folder: string;
  let redis: PrivateRedis;
  let sentinels: Sentinels | undefined;
  let connection: RedisConnection | undefined;
  let password: string;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-sentinel-'));
    password = join(folder, 'password');
    writeFileSync(password, 'SeKrEt\n', { mode: 0o600 });
    redis = await PrivateRedis.start();
    await redis.command(
      'ACL',
      'SETUSER',
      'dma',
      'on',
      '>SeKrEt',
      '~collectd/*',
      '+sscan',
      '+zrange',
      '+zadd',
    );
    sentinels = await Sentinels.start(folder, redis.port, [
      'user dma on >SeKrEt +sentinel|get-master-addr-by-name +ping',
      'user default off',
    ]);
  });

  afterEach(() => connection?.close());

  after(async function () {
    await sentinels?.stop();
    await redis?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  async function connect(options: object): Promise<RedisConnection> {
    connection = connectRedis(
      {
        url: 'redis://127.0.0.1:1/0',
        secrets: new KnownSecrets(),
        silenceSeconds: 5,
        sentinels: [...sentinels!.addresses],
        name: 'mymaster',
        ...options,
      },
      recordedLog().log,
    );
    await connection.attempted();
    return connection;
  }

  it('logs in with the user and the password of Redis, where the Sentinels ask for one', async function () {
    const open = await connect({ username: 'dma', passwordFile: password });
    assert.ok(open.isOpen, open.complaint);
    assert.deepEqual(await open.write([['ZADD', 'collectd/a', '1', '1:1']]), [undefined]);
  });

  it('tells a name that the Sentinels do not know', async function () {
    const { complaint } = await connect({ username: 'dma', passwordFile: password, name: 'other' });
    assert.match(complaint!, /the Sentinels know no primary other; correct redis\.name/);
  });

  it('tells that no Sentinel answers, and why', async function () {
    const { complaint } = await connect({ sentinels: [`127.0.0.1:${await freePort()}`] });
    assert.match(complaint!, /no Sentinel answers.*redis\.sentinels.*ECONNREFUSED/);
  });
});
