import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { connectRedis, type RedisConnection } from '../../../../plugins/redis/connection.ts';
import type { RedisClientOptions } from '../../../../plugins/redis/client.ts';
import { StoreError } from '../../../../plugins/samples/sample-reader.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { until } from '../../../support/until.ts';

/** Answers a command, hangs up (`close`), or is silent. */
type Answer = (command: readonly string[], connection: number) => string | undefined;

const greets: Answer = ([name]) => {
  if (name === 'PING') return '+PONG\r\n';
  return name === 'ZRANGE' ? '*0\r\n' : '+OK\r\n';
};
/** By which a server is asked whether it can be read by score. */
const probe = [
  'ZRANGE',
  'collectd/dma/probe',
  '+inf',
  '(0',
  'BYSCORE',
  'REV',
  'LIMIT',
  '0',
  '1',
  'WITHSCORES',
];

/** The commands in what a client sends: arrays of bulk strings. */
function commandsIn(text: string): string[][] {
  return text
    .split(/^\*\d+\r\n/m)
    .slice(1)
    .map((command) => command.split('\r\n').filter((line) => line !== '' && !/^\$\d+$/.test(line)));
}

describe('opening a connection to Redis', () => {
  const scratch = scratchFolder();
  const { log, said } = recordedLog();
  let server: Server;
  let sockets: Socket[];
  let redis: RedisConnection;
  /** The commands of all connections. */
  let sent: string[][];

  beforeEach(() => {
    [sockets, sent] = [[], []];
    said();
  });
  afterEach(async () => {
    redis.close();
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });

  /** Starts a server, connects to it, and waits for the first attempt. */
  async function connect(answer: Answer, options: Partial<RedisClientOptions> = {}): Promise<void> {
    server = createServer((socket) => {
      const connection = sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        for (const command of commandsIn(data.toString())) {
          sent.push(command);
          const reply = answer(command, connection);
          if (reply === 'close') socket.destroy();
          else if (reply !== undefined) socket.write(reply);
        }
      });
    });
    const path = options.url?.replace('unix://', '');
    if (path === undefined) server.listen(0, '127.0.0.1');
    else server.listen(path);
    await once(server, 'listening');
    const address = server.address() as AddressInfo | string;
    redis = connectRedis(
      {
        secrets: new KnownSecrets(),
        url: typeof address === 'string' ? `unix://${address}` : `redis://127.0.0.1:${address.port}`,
        silenceSeconds: 5,
        ...options,
      },
      log,
      () => new Promise((resolve) => setTimeout(resolve, 5)),
    );
    await redis.attempted();
  }

  function passwordFile(): string {
    const path = join(scratch(), 'password');
    writeFileSync(path, 'SeKrEt\n', { mode: 0o600 });
    return path;
  }

  it('logs in first, with a user or without, by TCP or at a socket file', async () => {
    const url = `unix://${join(scratch(), 'redis.sock')}`;
    await connect(greets, { url, username: 'reader', passwordFile: passwordFile() });
    assert.ok(redis.isOpen);
    assert.deepEqual(sent, [['AUTH', 'reader', 'SeKrEt'], ['PING'], probe]);
    redis.close();
    server.close();
    await once(server, 'close');

    sent = [];
    await connect(greets, { passwordFile: passwordFile() });
    assert.ok(redis.isOpen);
    assert.equal(sent[0]!.at(0), 'AUTH');
    assert.equal(sent[0]!.at(-1), 'SeKrEt');
  });

  it('logs in nowhere without a password', async () => {
    await connect(greets);
    assert.deepEqual(sent, [['PING'], probe]);
    assert.deepEqual([redis.isOpen, redis.complaint, redis.attempts], [true, undefined, 1]);
    assert.deepEqual(said(), []);
  });

  it('needs no right to PING', async () => {
    await connect(([name]) =>
      name === 'PING' ? '-NOPERM no permissions to run ping\r\n' : greets([name!], 1),
    );
    assert.ok(redis.isOpen);
  });

  it('goes on after a refusal, which is said once and not with the password that Redis may quote', async () => {
    const refusal = '-ERR unknown command `AUTH`, with args beginning with: `SeKrEt`\r\n';
    await connect((command, connection) => (connection <= 3 ? refusal : greets(command, connection)), {
      passwordFile: passwordFile(),
    });
    assert.equal(redis.isOpen, false);
    assert.match(redis.complaint!, /^cannot be used: it does not know the command AUTH; /);
    await assert.rejects(redis.info('server'), { name: 'StoreError', message: 'there is no connection' });
    await redis.opened(3600);
    assert.deepEqual([redis.isOpen, redis.complaint, redis.attempts], [true, undefined, 4]);
    const [warning, recovery, ...others] = said();
    assert.match(warning!, /^warning: Redis at redis:\S+ cannot be used: .*; trying again every 5 s$/);
    assert.doesNotMatch(warning!, /SeKrEt/);
    assert.match(recovery!, /^Redis at redis:\S+ recovered after /);
    assert.deepEqual(others, []);
  });

  it('says another thing of a server that hangs up before it answers than of one that does so later', async () => {
    await connect((command, connection) => (connection === 1 ? 'close' : greets(command, connection)));
    assert.match(redis.complaint!, /it closes connections before it answers; if it speaks TLS there, /);
    await redis.opened(3600);
    said();
    sockets.at(-1)!.destroy();
    await until('the loss', 10, () => redis.complaint !== undefined || redis.attempts > 2);
    assert.match(said()[0]!, /cannot be used: (?!it closes)/);
  });

  it('says of a server that is silent that it does not answer, at the beginning and later', async () => {
    await connect(
      (command, connection) => (connection > 1 && command[0] !== 'INFO' ? greets(command, 1) : undefined),
      { silenceSeconds: 0.1 },
    );
    assert.equal(redis.complaint, 'cannot be used: it does not answer');
    await redis.opened(3600);
    said();
    await assert.rejects(redis.info('server'), StoreError);
    await until('the complaint', 10, () => said().some((line) => line.includes('it does not answer')));
  });

  it('asks for what is known of Redis, and for the names of its series', async () => {
    await connect(([name], connection) => {
      if (name === 'INFO') return '$8\r\nrole:x\r\n\r\n';
      if (name === 'SSCAN') return '*2\r\n$1\r\n0\r\n*1\r\n$1\r\na\r\n';
      return greets([name!], connection);
    });
    assert.equal(await redis.info('replication'), 'role:x\r\n');
    assert.deepEqual(await redis.commands.sScan('collectd/values', '0', { COUNT: 10 }), {
      cursor: '0',
      members: ['a'],
    });
    assert.deepEqual(sent.slice(2), [
      ['INFO', 'replication'],
      ['SSCAN', 'collectd/values', '0', 'COUNT', '10'],
    ]);
  });

  it('waits no longer for a connection than it is told to, and not at all once it is closed', async () => {
    await connect(() => '-LOADING Redis is loading the dataset in memory\r\n');
    await redis.opened(0.01);
    assert.equal(redis.isOpen, false);
    const opened = redis.opened(3600);
    redis.close();
    await Promise.all([opened, redis.attempted(), redis.opened(3600)]);
    said();
    const { attempts } = redis;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(redis.attempts, attempts);
    assert.deepEqual(said(), []);
  });
});
