import assert from 'node:assert/strict';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { until } from '../support/until.ts';

/** Each of these gets one clear message in collectd's log, and nothing else stops. */
describe('bad input to a running collectd', function () {
  let stack: PrivateStack;
  let redis: ReturnType<typeof createClient>;

  before(async function () {
    stack = await startPrivateStack({
      exchanges: [['Interval 1\n', 'Interval 0.5\n']],
      configure: (config) => config.setIn(['roundSeconds'], 0.5),
    });
    redis = createClient({ url: `redis://127.0.0.1:${stack.redisPort}` });
    await redis.connect();
    await until('predictions', 60, async () => (await predictions()) > 0);
  });

  after(async function () {
    redis?.destroy();
    await stack?.stop();
  });

  const predictions = (): Promise<number> => redis.zCard('collectd/localhost/dma/memory');
  const add = (member: string): Promise<number> =>
    redis.zAdd('collectd/localhost/memory/memory-used', { score: Date.now() / 1000, value: member });
  const linesAbout = (text: string): string[] =>
    stack
      .collectdLog()
      .split('\n')
      .filter((line) => line.includes(text));
  const goesOn = async (): Promise<void> => {
    const before = await predictions();
    await until('further predictions', 60, async () => (await predictions()) > before + 4);
  };

  it('is said once when a member in Redis is not what write_redis writes', async function () {
    // A sample of collectd that is read in the same millisecond hides the member, so it is moved up until it is seen.
    await until('the message', 60, async () => {
      await add('garbage');
      return linesAbout('malformed members').length > 0;
    });
    for (const member of ['1:2:three', '\u0000\n:']) {
      await add(member);
      await goesOn();
    }
    const [line, ...more] = linesAbout('malformed members');
    assert.match(
      line!,
      /localhost\/memory\/memory-used has malformed members in Redis, which are skipped, such as "garbage"/,
    );
    assert.deepEqual(more, []);
  });

  it('is said once when a series is not a sorted set, and the others go on', async function () {
    await redis.set('collectd/other/memory/memory-used', 'no');
    await redis.sAdd('collectd/values', 'other/memory/memory-used');
    await until('the message', 60, () => linesAbout('WRONGTYPE').length > 0);
    await goesOn();
    assert.equal(linesAbout('WRONGTYPE').length, 1);
    await redis.sRem('collectd/values', 'other/memory/memory-used');
  });

  it('is a dead letter, and logged once, when a notification is malformed', async function () {
    // As dma-enqueue does it: what is in new/ is whole.
    writeFileSync(join(stack.spool, 'tmp', 'nonsense'), 'Hello\n\nWorld');
    renameSync(join(stack.spool, 'tmp', 'nonsense'), join(stack.spool, 'new', 'nonsense'));
    await until('the dead letter', 60, () => existsSync(join(stack.spool, 'failed', 'new', 'nonsense')));
    const [line, ...more] = await until('the message', 60, () => {
      const lines = linesAbout('nonsense');
      return lines.length > 0 && lines;
    });
    assert.match(
      line!,
      /spool entry nonsense is not a notification \("Hello" is not a header line\); it is now in .*failed\/new$/,
    );
    assert.deepEqual(more, []);
    await goesOn();
  });

  it('is refused by collectd, and said, when a type is unknown', async function () {
    const client = new UnixsockClient(stack.socket);
    try {
      const refused = await client.command('PUTVAL "localhost/dma/nosuchtype" interval=1 N:1');
      assert.equal(refused.code, -1);
      assert.match(refused.text, /nosuchtype/);
      assert.ok((await client.command('LISTVAL')).code > 0, 'and the connection lives on');
    } finally {
      client.close();
    }
  });
});
