import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { connectRedis, type RedisConnection } from '../../plugins/redis/connection.ts';
import type { RedisConfig } from '../../plugins/redis/options.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import {
  maxEntries,
  SeriesError,
  StoreError,
  type Answer,
  type Question,
} from '../../plugins/samples/sample-reader.ts';
import { freePort } from '../../tools/stack/free-port.ts';
import { loopbackCertificate, loopbackKey } from '../support/loopback-certificate.ts';
import { PrivateRedis } from '../support/private-redis.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { until } from '../support/until.ts';

const names = Array.from({ length: 300 }, (_, index) => `host${index}/memory/memory-größe`);
const questions: Question[] = names.map((name) => ({ name, time: 1.8e9, count: 2000, until: 1.9e9 }));

/** The answers to one question after the other. */
function oneByOne(reader: WriteRedisReader): Promise<Answer[]> {
  return Promise.all(
    questions.map(({ name, time, count, until: end }) =>
      reader.after(name, time, count, end).catch((error: SeriesError) => error),
    ),
  );
}

const withoutCause = (answers: readonly Answer[]): unknown[] =>
  answers.map((answer) => (answer instanceof Error ? [answer.name, answer.message] : answer));

const isWhole = (answers: readonly Answer[]): boolean =>
  answers.every((answer) => !(answer instanceof Error) && answer.entries.length === 2);

/** Many series that are read at once, from a real redis-server. */
describe('many series at once', function () {
  let redis: PrivateRedis;
  const connections: RedisConnection[] = [];

  afterEach(async function () {
    for (const connection of connections.splice(0)) connection.close();
    await redis?.dispose();
  });

  async function connect(options: Partial<RedisConfig> = {}) {
    const { log, said } = recordedLog();
    const secrets = new KnownSecrets();
    const connection = connectRedis({ secrets, url: redis.url, ...options, silenceSeconds: 2 }, log);
    connections.push(connection);
    await connection.attempted();
    assert.deepEqual(said(), []);
    const reader = new WriteRedisReader(connection.commands);
    return { connection, reader, said };
  }

  async function fill(): Promise<void> {
    for (const name of names)
      for (const [index, time] of [1.8e9 - 5, 1.8e9, 1.8e9 + 5.1234567, 1.8e9 + 10, 1.95e9].entries())
        await redis.write(name, index, time);
  }

  const connectionsOfRedis = async (): Promise<number> =>
    Number(/connected_clients:(\d+)/.exec(await redis.info('clients'))?.[1]);

  it('are what each is by itself, malformed members and keys of the wrong type as well', async function () {
    redis = await PrivateRedis.start();
    await fill();
    for (const member of ['x', '', '1800000005.000:nan', '1800000005.000:1:2', '1800000005.000:1e300'])
      await redis.command('ZADD', `collectd/${names[7]!}`, '1800000006', member);
    await redis.command('ZADD', `collectd/${names[8]!}`, 'inf', '1800000006.000:4');
    await redis.command('SET', `collectd/${names[9]!}`, 'a text');
    await redis.command('DEL', `collectd/${names[10]!}`);
    const { reader, said } = await connect();
    const before = await connectionsOfRedis();
    const answers = await reader.afterEach(questions);
    assert.equal(await connectionsOfRedis(), before + 1, 'by a connection of its own');
    assert.deepEqual(withoutCause(answers), withoutCause(await oneByOne(reader)));
    assert.deepEqual(answers[0], {
      entries: [
        { time: 1.8e9 + 5.1234567, values: [2] },
        { time: 1.8e9 + 10, values: [3] },
      ],
      malformed: [],
    });
    assert.ok(answers[9] instanceof SeriesError);
    assert.deepEqual(answers[10], { entries: [], malformed: [] });
    assert.deepEqual(said(), []);
  });

  it('leave out the newest where they are asked to', async function () {
    redis = await PrivateRedis.start();
    await fill();
    const { reader } = await connect();
    const skipped = questions.map((one, place) => ({ ...one, skip: place % 3 }));
    const times = (await reader.afterEach(skipped)).map((answer) =>
      answer instanceof Error ? answer : answer.entries.map(({ time }) => Math.round(time - 1.8e9)),
    );
    assert.deepEqual(times.slice(0, 3).map(String), ['5,10', '5', '']);
    const alone = await Promise.all(skipped.slice(0, 3).map((one) => reader.afterEach([one])));
    assert.deepEqual(alone.flat(), (await reader.afterEach(skipped)).slice(0, 3));
  });

  it('have the newest entries and the pasts that each has by itself, or are left to be asked for', async function () {
    redis = await PrivateRedis.start();
    await fill();
    await redis.command('ZADD', `collectd/${names[7]!}`, '1960000000', 'x');
    await redis.command('SET', `collectd/${names[9]!}`, 'a text');
    const long = Array.from({ length: maxEntries }, (_, index) => [String(1.8e9 + index), `1:${index}`]);
    await redis.command('ZADD', `collectd/${names[11]!}`, ...long.flat());
    const { reader } = await connect();
    const newest = await reader.newestEach(names.map((name) => ({ name, count: 1 })));
    const pasts = await reader.pastEach(names.map((name) => ({ name, from: 1.8e9, to: 1.8e9 + 10_000 })));
    assert.deepEqual(
      [newest[7], newest[9], pasts[9], pasts[11]],
      [undefined, undefined, undefined, undefined],
    );
    for (const [index, name] of names.entries()) {
      if (index === 9) continue;
      if (index !== 7) assert.deepEqual(newest[index]!.newest, await reader.newestEntry(name), name);
      if (index === 11) continue;
      const pages = [];
      for await (const page of reader.range(name, 1.8e9, 1.8e9 + 10_000)) pages.push(page);
      assert.deepEqual(
        pages.flatMap(({ entries }) => entries),
        pasts[index]!.from(0),
        name,
      );
    }
  });

  it('are read with a password, as a user, from another database, and without rights one error each', async function () {
    redis = await PrivateRedis.start();
    await redis.command('SELECT', '3');
    await fill();
    const rights = ['+sscan', '+zrange', '+select'];
    await redis.command('ACL', 'SETUSER', 'dma', 'on', '>SeKrEt', '~collectd/host1*', ...rights);
    const passwordFile = join(redis.folder, 'password');
    writeFileSync(passwordFile, 'SeKrEt', { mode: 0o600 });
    const { reader } = await connect({ url: `${redis.url}/3`, username: 'dma', passwordFile });
    const answers = await reader.afterEach(questions);
    for (const [index, answer] of answers.entries()) {
      const isAllowed = names[index]!.startsWith('host1');
      if (!(answer instanceof Error)) assert.equal(isAllowed && answer.entries.length, 2);
      else
        assert.match(isAllowed ? 'refused' : answer.message, /^it does not allow user dma to read \(NOPERM/);
      if (answer instanceof Error)
        assert.ok(answer instanceof StoreError && !answer.message.includes('SeKrEt'));
    }
  });

  it('are read by TLS', async function () {
    redis = await PrivateRedis.create();
    const file = (name: string, text: string): string => {
      const path = join(redis.folder, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    };
    const certFile = file('ca.pem', loopbackCertificate);
    const keyFile = file('key.pem', loopbackKey);
    const tlsPort = await freePort();
    const files = ['--tls-cert-file', certFile, '--tls-key-file', keyFile, '--tls-ca-cert-file', certFile];
    await redis.start(['--tls-port', String(tlsPort), '--tls-auth-clients', 'yes', ...files]);
    await fill();
    const url = `rediss://127.0.0.1:${tlsPort}`;
    const { reader } = await connect({ url, caFile: certFile, clientCertificate: { certFile, keyFile } });
    const before = await connectionsOfRedis();
    const answers = await reader.afterEach(questions);
    assert.ok(isWhole(answers));
    assert.equal(await connectionsOfRedis(), before + 1);
  });

  it('are read one by one where Redis takes no second connection, which is said once', async function () {
    redis = await PrivateRedis.start();
    await fill();
    const { reader, said } = await connect();
    await redis.command('CONFIG', 'SET', 'maxclients', String(await connectionsOfRedis()));
    for (let times = 0; times < 3; times++) {
      const answers = await reader.afterEach(questions);
      assert.ok(isWhole(answers));
    }
    const lines = said();
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(
      lines[0]!,
      /^warning: a second connection to Redis at \S+ cannot be opened: .+; series are read one by one$/,
    );
  });

  it('are read again after Redis was started anew, and after it hung', async function () {
    redis = await PrivateRedis.start();
    await fill();
    const { connection, reader } = await connect();
    await reader.afterEach(questions);
    await redis.stop();
    await until('the loss to be seen', 60, () => !connection.isOpen);
    await assert.rejects(reader.afterEach(questions), StoreError);
    await redis.start();
    await fill();
    await until('a connection', 60, () => connection.isOpen);
    assert.ok(isWhole(await reader.afterEach(questions)));
    redis.signal('SIGSTOP');
    await assert.rejects(reader.afterEach(questions), StoreError);
    redis.signal('SIGCONT');
    await until('a connection', 60, () => connection.isOpen);
    assert.ok(isWhole(await reader.afterEach(questions)));
    await until('the old connections to be gone', 60, async () => (await connectionsOfRedis()) <= 3);
  });

  it('are not lost with a server that answers otherwise than a Redis', async function () {
    redis = await PrivateRedis.start();
    await fill();
    const { connection, reader } = await connect();
    await reader.afterEach(questions);
    await redis.stop();
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    }).listen(redis.port, '127.0.0.1');
    try {
      await until('the loss to be seen', 60, () => !connection.isOpen);
      await assert.rejects(reader.afterEach(questions), StoreError);
    } finally {
      server.close();
      await once(server, 'close');
    }
    await redis.start();
    await fill();
    await until('a connection', 60, () => connection.isOpen);
    const answers = await reader.afterEach(questions);
    assert.ok(isWhole(answers));
  });
});
