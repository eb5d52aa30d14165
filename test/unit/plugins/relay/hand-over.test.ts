import assert from 'node:assert/strict';
import { ErrorReply } from 'redis';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { createLogger, TransitionLog } from '../../../../plugins/process/logger.ts';
import { HandOver } from '../../../../plugins/relay/hand-over.ts';
import { HeldSamples } from '../../../../plugins/relay/held-samples.ts';
import type { RedisCommand } from '../../../../plugins/redis/redis-writes.ts';
import { StoreError } from '../../../../plugins/samples/sample-reader.ts';

type Answer = (command: RedisCommand) => string | undefined;

function rig({ maxSamplesPerSeries = 1000 } = {}) {
  const held = new HeldSamples({ maxSamplesPerSeries, maxBytes: 1e9 });
  const lines: string[] = [];
  const logger = createLogger('dma', (line) => lines.push(line.trimEnd()), new KnownSecrets());
  let now = 0;
  const sent: RedisCommand[] = [];
  const redis = {
    isOpen: true,
    attempts: 1,
    isLost: false,
    answer: (() => undefined) as Answer,
    async write(commands: readonly RedisCommand[]) {
      sent.push(...commands);
      if (redis.isLost) throw new StoreError('gone');
      return commands.map((command) => {
        const message = redis.answer(command);
        return message === undefined ? undefined : new ErrorReply(message);
      });
    },
  };
  let onRetry: (() => void) | undefined;
  const handOver = new HandOver({
    held,
    redis: () => redis,
    prefix: 'collectd/',
    log: new TransitionLog(logger, () => now),
    logger,
    monotonic: () => now,
    sleep: async (seconds) => {
      now += seconds;
      if (seconds >= 0.5) onRetry?.();
    },
  });
  const flush = async (): Promise<RedisCommand[]> => {
    await handOver.flush(new AbortController().signal);
    return sent.splice(0);
  };
  return {
    held,
    redis,
    handOver,
    flush,
    said: () => lines.splice(0),
    pass: (seconds: number) => (now += seconds),
    atRetry: (action: () => void) => (onRetry = action),
  };
}

const text = (command: RedisCommand): string => command.map(String).join(' ');

const begins = (name: string): string =>
  `dma: warning: relay: series \`collectd/h/${name}\` is refused by Redis: WRONGTYPE of a key; its samples are dropped`;

describe('the way of samples to Redis', () => {
  it('writes all that write_redis writes', async () => {
    const { held, flush, handOver } = rig();
    held.add('collectd/h/a', '100.5', '100.500:1', { ranks: '-3601', seconds: 60 });
    held.add('collectd/h/a', '101.5', '101.500:2', { ranks: '-3601', seconds: 60 });
    assert.deepEqual((await flush()).map(text), [
      'ZADD collectd/h/a 100.5 100.500:1 101.5 101.500:2',
      'ZREMRANGEBYRANK collectd/h/a 0 -3601',
      'ZREMRANGEBYSCORE collectd/h/a -1 (41.500000000',
      'SADD collectd/values h/a',
    ]);
    assert.equal(handOver.written, 2);
  });

  it('keeps the bytes of names that are no UTF-8', async () => {
    const { held, flush } = rig();
    held.add('collectd/\xe4', '1', '1:1', {});
    const [add, name] = await flush();
    assert.deepEqual(add![1], Buffer.from('collectd/\xe4', 'latin1'));
    assert.deepEqual(name, ['SADD', 'collectd/values', Buffer.from([0xe4])]);
  });

  it('adds names and cuts sets once a minute where many series come at once, and at once to another Redis', async () => {
    const { held, flush, pass, redis } = rig();
    const fill = (): void => {
      for (let index = 0; index < 200; index++) held.add(`collectd/h/${index}`, '1', '1:1', { ranks: '-9' });
    };
    const counts: number[] = [];
    for (const [seconds, attempts] of [
      [1, 1],
      [10, 1],
      [60, 1],
      [1, 1],
      [1, 2],
    ] as const) {
      pass(seconds);
      redis.attempts = attempts;
      fill();
      counts.push((await flush()).length);
    }
    assert.deepEqual(counts, [600, 200, 600, 200, 600]);
  });

  it('offers what was lost on the way again, with what came meanwhile, in order', async () => {
    const { held, flush, redis, atRetry, said } = rig();
    held.add('collectd/h/a', '1', '1:1', {});
    redis.isLost = true;
    atRetry(() => {
      held.add('collectd/h/a', '2', '2:1', {});
      redis.isLost = false;
    });
    assert.deepEqual((await flush()).filter(([name]) => name === 'ZADD').map(text), [
      'ZADD collectd/h/a 1 1:1',
      'ZADD collectd/h/a 1 1:1 2 2:1',
    ]);
    assert.deepEqual(said(), ['dma: all samples of the last 1 s are in Redis now']);
  });

  it('says once that samples are dropped, and how many, while Redis is away', async () => {
    const { held, flush, redis, atRetry, said } = rig({ maxSamplesPerSeries: 10 });
    redis.isOpen = false;
    held.add('collectd/h/a', '0', '0:1', {});
    let retries = 0;
    atRetry(() => {
      held.add('collectd/h/a', String(++retries), `${retries}:1`, {});
      if (retries === 50) redis.isOpen = true;
    });
    const [add] = await flush();
    assert.deepEqual([add!.length, add![2], add!.at(-2)], [2 + 20, '41', '50']);
    const lines = said();
    assert.equal(lines.length, 3, lines.join('\n'));
    assert.match(lines[0]!, /samples are dropped.*relay\.maxSamplesPerSeries/);
    assert.match(
      lines[2]!,
      /: the samples of the last 2[56] s are in Redis now, but for 41 that had no room$/,
    );
  });

  it('keeps samples that Redis may take later, and says why once', async () => {
    const { held, flush, redis, atRetry, said, handOver } = rig();
    redis.answer = () => "OOM command not allowed when used memory > 'maxmemory'.";
    held.add('collectd/h/a', '1', '1:1', {});
    let retries = 0;
    atRetry(() => {
      if (++retries === 5) redis.answer = () => undefined;
    });
    assert.equal((await flush()).filter(([name]) => name === 'ZADD').length, 6);
    assert.deepEqual([handOver.written, handOver.refused], [1, 0]);
    const lines = said();
    assert.equal(lines.filter((line) => line.includes('OOM')).length, 1, lines.join('\n'));
    assert.match(lines[0]!, / > 'maxmemory'; they are kept, and offered again$/);
  });

  it('drops the samples of a key that holds something else, and hands over the others', async () => {
    const { held, flush, redis, said, handOver } = rig();
    redis.answer = ([name, key]) =>
      name === 'ZADD' && key === 'collectd/h/bad'
        ? 'WRONGTYPE Operation against a key holding the wrong kind of value'
        : undefined;
    for (const name of ['bad', 'good']) held.add(`collectd/h/${name}`, '1', '1:1', {});
    await flush();
    assert.deepEqual([handOver.written, handOver.refused, held.count], [1, 1, 0]);
    assert.match(
      said().join('\n'),
      /`collectd\/h\/bad` is refused by Redis: WRONGTYPE.*its samples are dropped/,
    );
  });

  it('says each time that a series is refused, and that it is taken again or comes no more', async () => {
    const { held, flush, redis, said, pass } = rig();
    const send = async (name: string, isRefused: boolean): Promise<void> => {
      redis.answer = ([command]) => (isRefused && command === 'ZADD' ? 'WRONGTYPE of a key' : undefined);
      held.add(`collectd/h/${name}`, '1', '1:1', {});
      await flush();
    };
    for (let count = 0; count < 7; count++) {
      for (const isRefused of [true, true, false, false]) await send('a', isRefused);
      assert.deepEqual(said(), [begins('a'), 'dma: relay: series recovered after 0 s']);
    }
    await send('gone', true);
    pass(1800);
    await send('a', false);
    assert.deepEqual(said(), [begins('gone')]);
    pass(1801);
    await send('a', false);
    assert.deepEqual(said(), ['dma: relay: series recovered after 3601 s']);
  });

  it('adds a name with the next sample where the server of the names was away', async () => {
    const { held, redis, flush, said } = rig();
    const add = (time: string): void => {
      for (let index = 0; index < 150; index++) held.add(`collectd/h/${index}`, time, `${time}:1`, {});
    };
    redis.answer = ([name]) => (name === 'SADD' ? 'CLUSTERDOWN a server is away' : undefined);
    add('1');
    assert.equal((await flush()).length, 300);
    redis.answer = () => undefined;
    add('2');
    assert.equal((await flush()).filter(([name]) => name === 'SADD').length, 150);
    add('3');
    assert.equal((await flush()).filter(([name]) => name === 'SADD').length, 0);
    assert.deepEqual(said(), []);
  });

  it('does not write a sample again because its set could not be cut', async () => {
    const { held, flush, redis, said, handOver } = rig();
    redis.answer = ([name]) =>
      name === 'ZREMRANGEBYRANK'
        ? "NOPERM this user has no permissions to run the 'zremrangebyrank' command"
        : undefined;
    held.add('collectd/h/a', '1', '1:1', { ranks: '-9' });
    await flush();
    assert.deepEqual([handOver.written, handOver.refused, held.count], [1, 0, 0]);
    assert.match(said().join('\n'), /NOPERM.*is not cut to its size/);
  });
});
