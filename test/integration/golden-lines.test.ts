import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { formatIdentifier } from '../../plugins/collectd/identifier.ts';
import { TransitionLog } from '../../plugins/process/logger.ts';
import { connectRedis } from '../../plugins/redis/connection.ts';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { goldenNotifications, goldenValueLists } from '../support/golden-lines.ts';
import { until } from '../support/until.ts';

const golden = (name: string): string => readFileSync(join(packageRoot, 'test/golden', name), 'utf8');
const lines = (name: string): string[] => golden(name).trimEnd().split('\n');

/** The digits that write_redis keeps; what is not finite is unknown to collectd. */
const digits = (value: number): string => (Number.isFinite(value) ? value.toPrecision(14) : 'unknown');

/** The golden lines are what the unit tests compare with; here a real collectd says whether they are right. */
describe('a real collectd', function () {
  let stack: PrivateStack;
  let client: UnixsockClient;

  afterEach(async function () {
    client?.close();
    await stack?.stop();
  });

  /** Returns true when write_redis has stored the last golden value list of each identifier in Redis. */
  const arrived = async (): Promise<boolean> => {
    const redis = connectRedis(
      { secrets: new KnownSecrets(), url: `redis://127.0.0.1:${stack.redisPort}`, silenceSeconds: 60 },
      quiet,
    );
    try {
      await redis.opened(5);
      const reader = new WriteRedisReader(redis.commands);
      for (const [identifier, { time, values }] of newest) {
        const [entry] = (await reader.newest(identifier, 1)).entries;
        // An older golden line of the same identifier may have arrived first.
        if (!entry || Math.abs(entry.time - time) >= 0.001) return false;
        assert.deepEqual(entry.values.map(digits), values.map(digits), identifier);
      }
      return true;
    } finally {
      redis.close();
    }
  };
  /** The golden times are past. */
  const keepForEver = [['MaxSetDuration 3600', 'MaxSetDuration 0']] as const;
  const quiet = new TransitionLog(
    { info: () => undefined, warn: () => undefined, error: () => undefined },
    () => 0,
  );
  const newest = new Map(goldenValueLists.map((list) => [formatIdentifier(list.identifier), list]));

  it('takes every golden line on its socket, and means the same by it', async function () {
    stack = await startPrivateStack({ exchanges: keepForEver });
    client = new UnixsockClient(stack.socket);
    for (const line of lines('putval.txt')) {
      assert.deepEqual(
        await client.command(line),
        { code: 0, text: 'Success: 1 value has been dispatched.', lines: [] },
        line,
      );
    }
    for (const line of lines('putnotif.txt')) assert.equal((await client.command(line)).code, 0, line);
    await until('the golden values in Redis', 60, arrived);
    assert.ok(!stack.collectdLog().includes('injected,'), 'no second command');
  });

  it('takes every golden line from the exec plugin, and none of them ends the stream', async function () {
    stack = await startPrivateStack({
      exchanges: keepForEver,
      collectdConf: `
<Plugin exec>
  Exec "${process.getuid?.() === 0 ? 'nobody' : process.env['USER']}" "sh" "-c" "cat '$DIRECTORY/golden'; exec sleep 600"
</Plugin>
`,
      files: { golden: golden('putval.txt') + golden('putnotif.txt') },
    });
    await until('the golden values in Redis', 60, arrived);
    const notified = await until('the golden notifications', 60, () => {
      const found = stack
        .collectdLog()
        .split('\n')
        .filter((line) => line.includes('Notification: severity'));
      // The threshold plugin has something to say as well, of the golden risk and of this machine.
      const given = found.filter((line) => !/Data source|All data sources/.test(line));
      return given.length >= goldenNotifications.length && given;
    });
    assert.equal(notified.length, goldenNotifications.length);
    assert.doesNotMatch(stack.collectdLog(), /exec plugin: .*(fail|error = (?!dma))/i);
  });
});
