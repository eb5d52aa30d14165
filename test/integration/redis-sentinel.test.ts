import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { connectRedis, type RedisConnection } from '../../plugins/redis/connection.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { RelayedLeak, timesIn } from '../support/relayed-leak.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { Sentinels } from '../support/sentinels.ts';
import { until } from '../support/until.ts';

const risk = 'web1/dma-leak/percent-risk';

describe('a Redis that three real Sentinels fail over', function () {
  let folder: string;
  let primary: PrivateRedis;
  let replica: PrivateRedis;
  let sentinels: Sentinels;
  let relayed: RelayedLeak;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-sentinel-'));
    primary = await PrivateRedis.start();
    replica = await PrivateRedis.start(['--replicaof', '127.0.0.1', String(primary.port)]);
    sentinels = await Sentinels.start(folder, primary.port);
    relayed = await RelayedLeak.start(folder, { sentinels: sentinels.addresses, name: 'mymaster' });
    await until('the Sentinels to know each other', 60, () => sentinels.isWhole);
    await until('a prediction in the replica', 60, async () => (await timesIn(replica, risk)).length > 20);
  });

  after(async function () {
    await relayed?.stop();
    await sentinels?.stop();
    for (const redis of [replica, primary]) await redis?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('loses no sample of the failover, goes on with predictions, and repeats no alert', async function () {
    relayed.leak.slope = 20;
    await until('an alert', 60, () => relayed.alerts().length > 0);
    await primary.stop();
    const killed = Date.now() / 1000;
    const failed = await until('the failover', 60, async () =>
      (await replica.info('replication')).includes('role:master') ? Date.now() / 1000 : undefined,
    );
    await until('a prediction in the new primary', 60, async () =>
      (await timesIn(replica, risk)).some((time) => time > failed),
    );
    process.stdout.write(
      `      from the kill to the failover: ${(failed - killed).toFixed(1)} s, to the next prediction: ${(Date.now() / 1000 - killed).toFixed(1)} s\n`,
    );
    await relayed.untilAllAreIn(replica, killed);
    const last = relayed.read().at(-1)!;
    await until('many more predictions', 60, async () => (await timesIn(replica, risk)).at(-1)! > last + 10);
    const warnings = relayed.alerts().filter((line) => line.includes(' WARNING '));
    assert.equal(warnings.length, 1, relayed.alerts().join('\n'));
  });
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
