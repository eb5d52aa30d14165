import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { until } from '../support/until.ts';

const interval = 0.1;

/** write_redis never writes again once its Redis was restarted: raw data stop while everything looks alive. */
describe('a Redis that is restarted', function () {
  let stack: PrivateStack;
  let client: UnixsockClient;

  before(async function () {
    stack = await startPrivateStack({
      configure: (config) => config.set('roundSeconds', interval),
      exchanges: [['Interval 1\n', `Interval ${interval}\n`]],
    });
    client = new UnixsockClient(stack.socket);
    await until('a prediction', 60, risk);
  });

  after(async function () {
    client?.close();
    await stack?.stop();
  });

  it("is notified of within seconds, with the cure, while predictions go on from collectd's cache", async function () {
    const restarted = performance.now();
    await stack.redis.restart('SIGKILL');
    const line = await until('a WARNING', 60, () => lineOf('WARNING'));
    process.stdout.write(
      `      from the restart of Redis to the notification: ${((performance.now() - restarted) / 1000).toFixed(1)} s\n`,
    );
    assert.match(line, /predictions go on from collectd's own cache.*[Rr]estart collectd/);
    const first = await risk();
    // Each prediction is of a new sample of its own: the time of collectd's value moves on.
    await until('three newer predictions', 60, async () => (await risk())! > first! + 3 * interval);
  });

  it('is notified of once', async function () {
    const begin = await risk();
    await until('thirty more samples', 60, async () => (await risk())! > begin! + 30 * interval);
    const severities = rawDataLines().map((line) => / (OKAY|WARNING|FAILURE) /.exec(line)![1]);
    assert.deepEqual(
      severities.filter((severity) => severity !== 'OKAY'),
      ['WARNING'],
      rawDataLines().join('\n'),
    );
  });

  it('recovers when collectd is restarted, without a gap in what is known', async function () {
    await stack.collectd.restart();
    await until('an OKAY', 90, () => lineOf('OKAY'));
    await until('a prediction', 60, risk);
  });

  /** When collectd last had a risk of memory, epoch seconds; undefined if it has none. */
  async function risk(): Promise<number | undefined> {
    const { lines } = await client.command('LISTVAL').catch(() => ({ lines: [] as string[] }));
    const line = lines.find((one) => one.endsWith(' localhost/dma-memory/percent-risk'));
    return line === undefined ? undefined : Number(line.split(' ')[0]);
  }

  function rawDataLines(): string[] {
    if (!existsSync(stack.logFile)) return [];
    return readFileSync(stack.logFile, 'utf8')
      .split('\n')
      .filter((line) => line.includes('Redis') && line.includes(' self '));
  }

  function lineOf(severity: string): string | undefined {
    return rawDataLines().find((line) => line.includes(` ${severity} `));
  }
});
