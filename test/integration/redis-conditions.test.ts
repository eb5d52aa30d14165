import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import type { RedisConfig } from '../../plugins/redis/options.ts';
import { connectRedis, type RedisConnection } from '../../plugins/redis/connection.ts';
import { describeTrouble, findWriteTrouble } from '../../plugins/redis/trouble.ts';
import { parseConfig } from '../../plugins/config/config.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { withRedis } from '../../tools/series/open-redis.ts';
import { checkRedis } from '../../tools/check/redis.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { OutsideError } from '../../tools/process/command-error.ts';
import { expiredCertificate, expiredKey } from '../support/expired-certificate.ts';
import { loopbackCertificate, loopbackKey } from '../support/loopback-certificate.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { startDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

type Options = Partial<RedisConfig>;

async function end(running: ReturnType<typeof startDma>): Promise<void> {
  running.child.kill('SIGTERM');
  assert.equal(await running.exited, 0);
}

/** Everything that Redis may do to `dma predict`, with a real redis-server. */
describe('a Redis', function () {
  let redis: PrivateRedis;
  const open: { close(): unknown }[] = [];

  afterEach(async function () {
    for (const opened of open.splice(0)) await opened.close();
    await redis?.dispose();
  });

  /** Connects as `dma predict` does; returns the log as well. */
  function connect(options: Options = {}, silenceSeconds = 10) {
    const { log, said } = recordedLog();
    const connection = connectRedis(
      { secrets: new KnownSecrets(), url: redis.url, ...options, silenceSeconds },
      log,
    );
    open.push(connection);
    return { connection, said };
  }

  /** Returns the one line that is logged of a connection that fails. */
  async function complaint(options: Options = {}): Promise<string> {
    const { connection, said } = connect(options);
    await connection.attempted();
    assert.equal(connection.isOpen, false);
    const lines = said();
    assert.equal(lines.length, 1, lines.join('\n'));
    const line = lines[0]!;
    const start = `warning: Redis at ${options.url ?? redis.url} cannot be used: `;
    assert.ok(line.startsWith(start), line);
    assert.match(line, /; trying again every 5 s$/);
    assert.doesNotMatch(line, /SeKrEt|\n/);
    connection.close();
    return line.slice(start.length).replace(/; trying again every 5 s$/, '');
  }

  async function assertOpens(options: Options = {}): Promise<RedisConnection> {
    const { connection, said } = connect(options);
    await connection.attempted();
    assert.deepEqual(said(), []);
    assert.equal(connection.isOpen, true);
    return connection;
  }

  /** Returns what `dma check` prints about Redis and the target memory. */
  async function check(options: Options = {}): Promise<string[]> {
    const file = JSON.stringify({
      redis: { url: redis.url, ...options },
      targets: { memory: { series: '*/memory/memory-used', capacity: '64GiB' } },
    });
    const { findings } = await checkRedis(parseConfig(file, 'dma.yaml'), {
      secrets: new KnownSecrets(),
      isWrittenHere: true,
      cached: undefined,
      now: epochSeconds,
      monotonic: monotonicSeconds,
      pause: (seconds) => sleep(1000 * seconds),
    });
    return findings.map(({ subject, ok, text }) => `${ok ? 'ok' : 'MISSING'} ${subject}: ${text}`);
  }

  const write = (name: string, text: string): string => {
    const path = join(redis.folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };

  function predict(more = ''): ReturnType<typeof startDma> {
    const file = write(
      'dma.yaml',
      `redis: {url: "${redis.url}"}
roundSeconds: 0.2
targets: {memory: {series: "*/memory/memory-used", capacity: 64GiB, forecaster: linear}}
cache: off
spool: ${redis.folder}${more}
`,
    );
    const running = startDma(['predict', '--config', file]);
    open.push({
      close: () => {
        running.child.kill('SIGKILL');
        return running.exited;
      },
    });
    return running;
  }

  /** Waits for predictions of samples that are written meanwhile. */
  async function untilPredicted(running: ReturnType<typeof startDma>): Promise<void> {
    const known = running.output.stdout.length;
    let value = 1e9;
    await until('predictions', 60, async () => {
      await redis.write('web1/memory/memory-used', (value += 1e6));
      return running.output.stdout.slice(known).includes('PUTVAL "web1/dma-memory/percent-risk"');
    });
  }

  it('without a series is told by dma check, with the prefix that was looked under', async function () {
    redis = await PrivateRedis.start();
    await redis.write('web1/memory/memory-used', 1e9);
    assert.match((await check())[0]!, /^ok Redis at .*: holds 1 series$/);
    const [told, target] = await check({ prefix: 'other/' });
    assert.match(
      told!,
      /^MISSING Redis at .*: holds no series whose keys begin with other\/, but collectd\/values: set redis: \{prefix: "collectd\/"\}/,
    );
    assert.match(target!, /^MISSING target memory: no series like .*, because Redis holds none at all$/);
    await redis.dispose();
    redis = await PrivateRedis.start();
    assert.match(
      (await check())[0]!,
      /^MISSING Redis at .*: holds no series whose keys begin with collectd\/: .* redis\.prefix must be its Prefix$/,
    );
  });

  it('is given up on after its silence, and not by a limit of the client library', async function () {
    redis = await PrivateRedis.start();
    const timeout = AbortSignal.timeout.bind(AbortSignal);
    const limits: number[] = [];
    AbortSignal.timeout = (milliseconds) => {
      limits.push(milliseconds);
      return timeout(milliseconds);
    };
    try {
      const connection = await assertOpens();
      await new WriteRedisReader(connection.commands).names();
      await connection.info('memory');
    } finally {
      AbortSignal.timeout = timeout;
    }
    assert.deepEqual(limits, []);
  });

  it('that is down at start, slow, killed and started again is said twice to be gone and to be well', async function () {
    redis = await PrivateRedis.start();
    // So that predict need not look for it again, which it does every 10 s.
    await redis.write('web1/memory/memory-used', 1e9);
    await redis.command('SAVE');
    await redis.stop();
    const running = predict();
    await until('the message', 60, () => running.output.stderr.includes('trying again'));
    await redis.start();
    await untilPredicted(running);
    await redis.command('CLIENT', 'PAUSE', '1500', 'ALL');
    await untilPredicted(running);
    await redis.command('SAVE');
    await redis.stop();
    await until('the second message', 60, () => running.output.stderr.split('trying again').length === 3);
    await redis.start();
    await untilPredicted(running);
    await end(running);
    const lines = running.output.stderr.split('\n').filter((line) => !line.includes(': samples'));
    const expected = [
      /: Redis at \S+ cannot be used: connect ECONNREFUSED \S+; nothing listens there: .*; trying again every 5 s$/,
      /: Redis at \S+ recovered after \d+ s$/,
      /: Redis at \S+ cannot be used: .*; trying again every 5 s$/,
      /: Redis at \S+ recovered after \d+ s$/,
      /^$/,
    ];
    assert.equal(lines.length, expected.length, running.output.stderr);
    for (const [index, line] of lines.entries()) assert.match(line, expected[index]!);
  });

  it('that hangs is said once, is given up with all that it was asked, and leaves one connection when it goes on', async function () {
    redis = await PrivateRedis.start();
    const { connection, said } = connect({}, 1);
    await connection.opened(20);
    redis.signal('SIGSTOP');
    const asked = Array.from({ length: 100 }, () =>
      connection.commands.sScan('collectd/values', '0', { COUNT: 9 }),
    );
    const answers = await Promise.allSettled(asked);
    assert.ok(answers.every(({ status }) => status === 'rejected'));
    await assert.rejects(connection.commands.sScan('collectd/values', '0', { COUNT: 9 }), /no connection/);
    await until('further attempts', 60, () => connection.attempts > 2);
    assert.deepEqual(said(), [
      `warning: Redis at ${redis.url} cannot be used: it does not answer; trying again every 5 s`,
    ]);
    redis.signal('SIGCONT');
    await until('a connection', 60, () => connection.isOpen);
    assert.deepEqual(await connection.commands.sScan('collectd/values', '0', { COUNT: 9 }), {
      cursor: '0',
      members: [],
    });
    assert.deepEqual(said(), [`Redis at ${redis.url} recovered after 0 s`]);
    // The operator's own, and ours.
    await until('the others to be gone', 60, async () => (await clients()) === 2);
    connection.close();
    await until('ours to be gone', 60, async () => (await clients()) === 1);
  });

  const clients = async (): Promise<number> =>
    String(await redis.command('CLIENT', 'LIST'))
      .trim()
      .split('\n').length;

  it('with a million other keys is asked for ours only, 50,000 series or more', async function () {
    redis = await PrivateRedis.start(['--enable-debug-command', 'yes']);
    await redis.command('DEBUG', 'POPULATE', '1000000', 'other');
    const fill =
      "for i = 1, 50000 do redis.call('SADD', 'collectd/values', 'host' .. i .. '/cpu-0/cpu-idle') end";
    await redis.command('EVAL', fill, '0');
    await redis.write('web1/memory/memory-used', 1e9);
    await redis.command('CONFIG', 'RESETSTAT');
    const running = predict();
    await untilPredicted(running);
    await end(running);
    const statistics = await redis.info('commandstats');
    const asked = [...statistics.matchAll(/^cmdstat_([^:]+):/gm)].map(([, name]) => name);
    // The test's own among them. None of these looks through all keys.
    const expected = ['config|resetstat', 'info', 'ping', 'sadd', 'sscan', 'zadd', 'zrange'];
    assert.deepEqual(
      asked.filter((name) => !expected.includes(name!)),
      [],
    );
    const scans = Number(/^cmdstat_sscan:calls=(\d+)/m.exec(statistics)![1]);
    // A page of a set's table may hold a few more or less than the thousand that are asked for.
    assert.ok(scans > 30 && scans < 200, `${scans} SSCAN`);
    assert.equal(running.output.stderr, '');
  });

  it('that is full is named as the reason why nothing arrives, by dma check as well', async function () {
    redis = await PrivateRedis.start();
    const connection = await assertOpens();
    await redis.write('web1/memory/memory-used', 1e9);
    assert.equal(await findWriteTrouble(connection), undefined);
    await redis.command('CONFIG', 'SET', 'maxmemory', '1mb');
    await assert.rejects(redis.write('web1/memory/memory-used', 1e9), /OOM/);
    const text =
      /Redis is full and refuses collectd's writes \(OOM: [\d.]+ MiB of maxmemory 1\.0 MiB, noeviction\); raise maxmemory, or keep fewer/;
    const found = (await findWriteTrouble(connection))!;
    assert.match(describeTrouble(found), text);
    const [redisLine, trouble] = await check();
    assert.match(redisLine!, /^ok Redis at \S+: holds 1 series$/);
    assert.match(trouble!, new RegExp(`^MISSING writing to Redis: ${text.source}`));
    await redis.command('CONFIG', 'SET', 'maxmemory', '0');
    assert.equal(await findWriteTrouble(connection), undefined);
  });

  it('that cannot save its data is named as the reason', async function () {
    redis = await PrivateRedis.start();
    const connection = await assertOpens();
    mkdirSync(join(redis.folder, 'dump.rdb'));
    await redis.command('CONFIG', 'SET', 'save', '3600 1');
    await redis.command('BGSAVE');
    await until('the failure', 60, async () =>
      (await redis.info('persistence')).includes('rdb_last_bgsave_status:err'),
    );
    await assert.rejects(redis.write('web1/memory/memory-used', 1e9), /MISCONF/);
    assert.match((await findWriteTrouble(connection))!.cause, /cannot save its data to the disk/);
  });

  it('that is a replica is read, and named as the reason once it is written to, or alone', async function () {
    const primary = await PrivateRedis.start(['--repl-diskless-sync-delay', '0']);
    try {
      await primary.write('web1/memory/memory-used', 1e9);
      redis = await PrivateRedis.start(['--replicaof', '127.0.0.1', String(primary.port)]);
      await until('the link', 60, async () =>
        (await redis.info('replication')).includes('master_link_status:up'),
      );
      const connection = await assertOpens();
      const reader = new WriteRedisReader(connection.commands);
      await until('the data', 60, async () => (await reader.names()).length === 1);
      assert.equal((await reader.newestEntry('web1/memory/memory-used'))?.values[0], 1e9);
      assert.equal(await findWriteTrouble(connection), undefined);
      assert.ok((await check()).every((line) => line.startsWith('ok ')));

      await assert.rejects(redis.write('web1/memory/memory-used', 1e9), /READONLY/);
      const at = `127.0.0.1:${primary.port}`;
      assert.deepEqual(await findWriteTrouble(connection), {
        cause: 'Redis is a read-only replica, and has refused writes',
        facts: 'READONLY: 1 since it was started',
        cure: `let collectd write to its primary ${at}`,
        isNow: false,
      });
      assert.ok(
        (await check()).every((line) => line.startsWith('ok ')),
        'all series are fresh',
      );

      await primary.stop();
      const trouble = await until('the loss of the link', 60, async () => {
        const found = await findWriteTrouble(connection);
        return found?.isNow && found;
      });
      const text = `Redis is a replica without a link to its primary, so its data are old (${at}`;
      assert.ok(describeTrouble(trouble).startsWith(text), describeTrouble(trouble));
      assert.ok((await check())[1]?.startsWith(`MISSING writing to Redis: ${text}`));
    } finally {
      await primary.dispose();
    }
  });

  it('that asks for a password says what is wrong, and is well as soon as the file is mended', async function () {
    redis = await PrivateRedis.start();
    const passwordFile = write('password', 'SeKrEt');
    assert.equal(
      await complaint({ passwordFile }),
      'it has no password (ERR): remove redis.passwordFile, or give it one',
    );
    await redis.command('CONFIG', 'SET', 'requirepass', 'SeKrEt-one');
    const asks =
      'it requires a password (NOAUTH): put it into a file, and name that file in redis.passwordFile';
    assert.equal(await complaint(), asks);
    assert.deepEqual(await check(), [`MISSING Redis at ${redis.url}: cannot be used: ${asks}`]);
    const refuses = `it refuses the password in ${passwordFile} for user default (WRONGPASS): correct that file, redis.passwordFile, or redis.username`;
    assert.equal(await complaint({ passwordFile }), refuses);
    assert.deepEqual(await check({ passwordFile }), [
      `MISSING Redis at ${redis.url}: cannot be used: ${refuses}`,
    ]);
    await assert.rejects(
      withRedis({ url: redis.url, prefix: 'collectd/', passwordFile }, new KnownSecrets(), () =>
        Promise.resolve(),
      ),
      (error: Error) => error instanceof OutsideError && error.message.includes(refuses),
    );

    const { connection, said } = connect({ passwordFile });
    await until('a further attempt', 60, () => connection.attempts > 2);
    write('password', 'SeKrEt-one\n');
    await until('a connection', 60, () => connection.isOpen);
    assert.equal(said().length, 2);
    assert.match(
      (await check({ passwordFile }))[1]!,
      /^MISSING writing to Redis: Redis has refused commands without a password/,
    );
  });

  it('that knows users lets ours read, and says what it may not', async function () {
    redis = await PrivateRedis.start();
    await redis.write('web1/memory/memory-used', 1e9);
    const passwordFile = write('password', 'SeKrEt');
    const options = { username: 'dma', passwordFile };
    await redis.command('ACL', 'SETUSER', 'dma', 'on', '>SeKrEt', '~other/*', '+sscan');
    assert.match(
      await complaint({ username: 'dma' }),
      /^it refuses user dma without a password \(WRONGPASS\): name a file/,
    );
    const connection = await assertOpens(options);
    const reader = new WriteRedisReader(connection.commands);
    const refusal =
      /^it does not allow user dma to read \(NOPERM [^)]+\): give the user \+sscan \+zrange and ~collectd\/\*, or name another one in redis\.username and redis\.passwordFile$/;
    await assert.rejects(reader.names(), { name: 'RedisRefusal', message: refusal });
    assert.match(
      (await check(options))[0]!,
      /^MISSING Redis at \S+: cannot be read: it does not allow user dma/,
    );
    await redis.command('ACL', 'SETUSER', 'dma', 'resetkeys', '~collectd/*', '+zrange', '+info');
    assert.deepEqual(await reader.names(), ['web1/memory/memory-used']);
    assert.ok((await check(options)).every((line) => line.startsWith('ok ')));
  });

  it('that takes no more clients says so', async function () {
    redis = await PrivateRedis.start();
    await redis.command('CONFIG', 'SET', 'maxclients', '1');
    assert.match(await complaint(), /^it accepts no more clients \(ERR\): raise its maxclients/);
  });

  it('that is something else is said to be none', async function () {
    redis = await PrivateRedis.create();
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    }).listen(redis.port, '127.0.0.1');
    open.push(server);
    await once(server, 'listening');
    assert.equal(await complaint(), 'the server there is not a Redis');
  });

  describe('that speaks TLS', function () {
    let tls: string;
    let caFile: string;
    let clientCertificate: { certFile: string; keyFile: string };

    beforeEach(async function () {
      redis = await PrivateRedis.create();
      caFile = write('ca.pem', loopbackCertificate);
      clientCertificate = { certFile: caFile, keyFile: write('key.pem', loopbackKey) };
      const tlsPort = await freePort();
      tls = `rediss://127.0.0.1:${tlsPort}`;
      const names = ['cert-file', caFile, 'key-file', clientCertificate.keyFile, 'ca-cert-file', caFile];
      const files = names.map((name, index) => (index % 2 === 0 ? `--tls-${name}` : name));
      await redis.start(['--tls-port', String(tlsPort), '--tls-auth-clients', 'no', ...files]);
    });

    it('is read with a CA of its own, and with a certificate of ours where it asks for one', async function () {
      await redis.write('web1/memory/memory-used', 1e9);
      await assertOpens({ url: tls, caFile });
      await redis.command('CONFIG', 'SET', 'tls-auth-clients', 'yes');
      const options = { url: tls, caFile, clientCertificate };
      const connection = await assertOpens(options);
      const reader = new WriteRedisReader(connection.commands);
      assert.deepEqual(await reader.names(), ['web1/memory/memory-used']);
      assert.ok((await check(options)).every((line) => line.startsWith('ok ')));
      // Why it does so is lost now and then, since it closes the connection at once.
      const asks =
        'it closes the connection after TLS: it may require a client certificate, see redis.clientCertificate (';
      const asked = await complaint({ url: tls, caFile });
      assert.ok(asked.startsWith(asks), asked);
      const other = {
        certFile: write('other.pem', expiredCertificate),
        keyFile: write('other.key', expiredKey),
      };
      const refused = await complaint({ url: tls, caFile, clientCertificate: other });
      const trusts = `it closes the connection after TLS: it may not trust the client certificate ${other.certFile}, see `;
      assert.ok(refused.startsWith(trusts), refused);
    });

    it('is not trusted without its CA, or by another name', async function () {
      const untrusted =
        'its certificate is not trusted (self-signed certificate): name a file with the CA that signed it in redis.caFile';
      assert.equal(await complaint({ url: tls }), untrusted);
      assert.deepEqual(await check({ url: tls }), [`MISSING Redis at ${tls}: cannot be used: ${untrusted}`]);
      const other = write('other.pem', expiredCertificate);
      assert.equal(
        await complaint({ url: tls, caFile: other }),
        `its certificate is not trusted by what is in ${other} (self-signed certificate): correct redis.caFile`,
      );
      assert.match(
        await complaint({ url: tls.replace('127.0.0.1', 'localhost'), caFile }),
        /^its certificate is for another name \(.*localhost.*\): name Redis in redis\.url as the certificate does$/,
      );
    });

    it('with a certificate that has expired is not trusted', async function () {
      const [certificate, key] = [write('old.pem', expiredCertificate), write('old.key', expiredKey)];
      await redis.command('CONFIG', 'SET', 'tls-cert-file', certificate, 'tls-key-file', key);
      assert.equal(
        await complaint({ url: tls, caFile: certificate }),
        'its certificate has expired: Redis needs a new one',
      );
    });

    it('is not mistaken for one that does not, nor the other way round', async function () {
      const plain = tls.replace('rediss:', 'redis:');
      const closes =
        'it closes connections before it answers; if it speaks TLS there, redis.url is rediss://...';
      assert.equal(await complaint({ url: plain }), closes);
      assert.deepEqual(await check({ url: plain }), [`MISSING Redis at ${plain}: cannot be used: ${closes}`]);
      const silent = /^it does not (answer; does it )?speak TLS there/;
      assert.match(await complaint({ url: redis.url.replace('redis:', 'rediss:') }), silent);
    });
  });
});
