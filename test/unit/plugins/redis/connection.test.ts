import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { connectRedis, type RedisConnection } from '../../../../plugins/redis/connection.ts';
import { StoreError } from '../../../../plugins/samples/sample-reader.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

/** A server that greets as Redis does, and does something of its own at each ZRANGE. */
async function serverThat(answers: (socket: Socket) => void): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      if (data.includes('dma/probe')) socket.write('*0\r\n');
      else if (data.includes('ZRANGE')) answers(socket);
      else socket.write('+PONG\r\n');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('the connection to Redis', () => {
  let server: Server;
  let redis: RedisConnection;

  async function start(answers: (socket: Socket) => void): Promise<void> {
    server = await serverThat(answers);
    const { port } = server.address() as AddressInfo;
    redis = connectRedis(
      { secrets: new KnownSecrets(), url: `redis://127.0.0.1:${port}`, silenceSeconds: 5 },
      recordedLog().log,
    );
    await redis.opened(5);
    assert.ok(redis.isOpen);
  }

  afterEach(async () => {
    redis.close();
    server.close();
    await once(server, 'close');
  });

  it('rejects with a StoreError when it is lost, and while there is none', async () => {
    await start((socket) => socket.destroy());
    await assert.rejects(redis.commands.zRangeWithScores('a', 0, -1), StoreError);
    await assert.rejects(redis.commands.zRangeWithScores('a', 0, -1), {
      name: 'StoreError',
      message: 'there is no connection',
    });
  });

  it('rejects with a StoreError when what comes is no answer of Redis', async () => {
    await start((socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await assert.rejects(redis.commands.zRangeWithScores('a', 0, -1), StoreError);
  });

  it('rejects with a StoreError when an answer has another form than that of Redis', async () => {
    let answer = ':3\r\n';
    await start((socket) => socket.write(answer));
    const refusal = { name: 'StoreError', message: /^its answer is not as that of a Redis \(/ };
    await assert.rejects(redis.commands.sScan('ZRANGE', '0', { COUNT: 1 }), refusal);
    for (answer of ['*-1\r\n', '*1\r\n$1\r\n1\r\n', '*2\r\n$-1\r\n$1\r\n1\r\n'])
      await assert.rejects(redis.commands.zRangeWithScores('a', 0, -1), refusal, answer);
  });

  it('rejects with a StoreError that names the cure when Redis refuses the command', async () => {
    await start((socket) => socket.write('-NOPERM no permissions to run the zrange command\r\n'));
    const refused = redis.commands.zRangeWithScores('a', 0, -1);
    await assert.rejects(refused, StoreError);
    await assert.rejects(refused, { name: 'RedisRefusal', message: /give the user \+sscan \+zrange/ });
  });

  it('is not open, and logs that once, while the server is too old', async () => {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        const info = 'redis_version:6.0.16\r\nredis_mode:standalone\r\n';
        if (data.includes('ZRANGE')) socket.write('-ERR value is not an integer or out of range\r\n');
        else socket.write(data.includes('INFO') ? `$${info.length}\r\n${info}\r\n` : '+PONG\r\n');
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { log, said } = recordedLog();
    await new Promise<void>((resolve) => {
      let waits = 0;
      redis = connectRedis(
        { secrets: new KnownSecrets(), url: `redis://127.0.0.1:${port}`, silenceSeconds: 5 },
        log,
        async () => {
          if (++waits === 3) resolve();
        },
      );
    });
    const complaint = 'it is Redis 6.0.16, and 6.2 or newer is needed; install a newer one';
    assert.deepEqual([redis.isOpen, redis.complaint], [false, `cannot be used: ${complaint}`]);
    assert.equal(redis.reason, 'it is Redis 6.0.16, and 6.2 or newer is needed');
    const [line, ...more] = said();
    assert.ok(line!.includes(complaint), line);
    assert.deepEqual(more, []);
  });

  it('waits twice as long after each failure, up to 5 s, and starts anew after a success', async () => {
    let connections = 0;
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      // The first eight are closed at once, the ninth after its greeting.
      if (++connections <= 8) socket.destroy();
      else
        socket.on('data', (data) => {
          if (!data.includes('dma/probe')) socket.write('+PONG\r\n');
          else if (connections === 9) socket.end('*0\r\n');
          else socket.write('*0\r\n');
        });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const waits: number[] = [];
    await new Promise<void>((resolve) => {
      redis = connectRedis(
        { secrets: new KnownSecrets(), url: `redis://127.0.0.1:${port}`, silenceSeconds: 5 },
        recordedLog().log,
        async (seconds) => {
          waits.push(seconds);
          if (waits.length === 9) resolve();
        },
      );
    });
    assert.deepEqual(waits.slice(0, 9), [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5, 0.1]);
  });

  it('takes a command that cannot be sent for a bug of ours, not for a fault of Redis', async () => {
    await start(() => undefined);
    await assert.rejects(redis.commands.zRangeWithScores(undefined as never, 0, -1), TypeError);
    assert.ok(redis.isOpen);
  });
});
