import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { parse } from 'yaml';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { stackPids } from '../support/stack-pids.ts';
import { until } from '../support/until.ts';

const series = ['used', 'free'].map((state) => `db1/memory/memory-${state}`);

/** Redis was emptied, write_redis is dead, another host goes on writing, and dma predict is restarted. */
describe('a host that Redis has lost', function () {
  let stack: PrivateStack;
  let client: UnixsockClient;
  let other: ReturnType<typeof createClient>;
  let writing: NodeJS.Timeout;

  before(async function () {
    stack = await startPrivateStack({
      shippedFiles: ['dma.conf', 'dma-memory.conf', 'dma-unixsock.conf'],
      configure: (config) => config.deleteIn(['targets', 'disk']),
    });
    client = new UnixsockClient(stack.socket);
    other = createClient({ url: `redis://127.0.0.1:${stack.redisPort}` });
    // It is refused until Redis is there again.
    other.on('error', () => undefined);
    await other.connect();
    writing = setInterval(() => void write().catch(() => undefined), 500);
    await until('a memory of it', 90, () => existsSync(memory()));
    await until('a prediction', 60, risk);
  });

  after(async function () {
    clearInterval(writing);
    other?.destroy();
    client?.close();
    await stack?.stop();
  });

  it('is predicted from the cache after restarts of dma predict, and the alarm stays', async function () {
    await stack.redis.restart('SIGKILL');
    await until('a WARNING', 60, () => notified().at(-1) === 'WARNING');
    for (let i = 0; i < 2; i++) {
      const [begin, known] = [await risk(), notified().length];
      await restartPredict();
      const first = await until('a prediction after the restart', 90, async () => {
        const time = await risk();
        return time !== undefined && time > begin! + 5 ? time : undefined;
      });
      await until('newer predictions', 60, async () => (await risk())! > first + 10);
      assert.deepEqual(
        notified()
          .slice(known)
          .filter((severity) => severity !== 'WARNING'),
        [],
      );
      assert.equal(notified().at(-1), 'WARNING');
    }
  });

  it('is no longer missed when the memory is removed, because write_redis was taken away on purpose', async function () {
    rmSync(memory());
    await restartPredict();
    await until('an OKAY', 90, () => notified().at(-1) === 'OKAY');
  });

  function memory(): string {
    const { spool } = parse(readFileSync(stack.configFile, 'utf8')) as { spool: string };
    return join(spool, 'stored-hosts.json');
  }

  async function write(): Promise<void> {
    const time = Date.now() / 1000;
    for (const name of series) {
      await other.zAdd(`collectd/${name}`, { score: time, value: `${time}:1000` });
      await other.sAdd('collectd/values', name);
    }
  }

  async function restartPredict(): Promise<void> {
    const [pid] = stackPids(stack, 'predict');
    process.kill(pid!, 'SIGKILL');
    await until('another dma predict', 60, () => stackPids(stack, 'predict').some((one) => one !== pid));
  }

  /** When collectd last had a risk of this machine's memory, epoch seconds; undefined if it has none. */
  async function risk(): Promise<number | undefined> {
    const { lines } = await client.command('LISTVAL');
    const line = lines.find((one) => one.endsWith(' localhost/dma-memory/percent-risk'));
    return line === undefined ? undefined : Number(line.split(' ')[0]);
  }

  /** The severities that were notified of raw data. */
  function notified(): string[] {
    if (!existsSync(stack.logFile)) return [];
    const lines = readFileSync(stack.logFile, 'utf8').split('\n');
    return lines
      .filter((line) => / self /.test(line) && line.includes('Redis'))
      .map((line) => / (OKAY|WARNING|FAILURE) /.exec(line)![1]!);
  }
});
