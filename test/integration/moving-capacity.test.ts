import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { StackWatch } from '../../tools/stack/stack-watch.ts';
import { until } from '../support/until.ts';

const GiB = 2 ** 30;
const pool = 'nas/df-tank/df_complex';

/** A ZFS dataset whose pool is eaten by its snapshots: used stands still, free goes down. */
describe('a pool that shrinks, with the real collectd', function () {
  let stack: PrivateStack;
  let watch: StackWatch;
  let client: UnixsockClient;

  before(async function () {
    stack = await startPrivateStack({
      configure: (config) => {
        config.setIn(['targets', 'disk', 'limit'], '90%');
        config.setIn(['targets', 'disk', 'horizonSeconds'], 10);
      },
    });
    watch = new StackWatch(stack, Number.POSITIVE_INFINITY);
    client = new UnixsockClient(stack.socket, { window: 16 });
  });

  after(async function () {
    client?.close();
    watch?.close();
    await stack?.stop();
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed' && stack) process.stderr.write(`${stack.collectdLog()}\n`);
  });

  const newest = async (name: string): Promise<number> =>
    (await watch.history(`nas/${name}`)).at(-1)?.values[0] ?? Number.NaN;

  const events = (): string[] =>
    existsSync(stack.logFile) ? readFileSync(stack.logFile, 'utf8').split('\n').filter(Boolean) : [];

  it('is warned of before it is full, by its share, and its used amount is not said to grow', async function () {
    const start = Date.now() / 1000;
    // It takes a minute until 90 % are used.
    const freeAt = (seconds: number): number => Math.max(0, 400 - 8 * Math.max(0, seconds - 12)) * GiB;
    let free = freeAt(0);
    await until('an alert', 120, async () => {
      free = freeAt(Date.now() / 1000 - start);
      for (const [instance, amount] of Object.entries({ free, reserved: 0, used: 100 * GiB })) {
        const reply = await client.command(`PUTVAL "${pool}-${instance}" interval=0.5 N:${amount}`);
        assert.equal(reply.code, 0, reply.lines.join('\n'));
      }
      return events().some((line) => / WARNING nas disk-tank /.test(line));
    });
    const used = (100 * 100 * GiB) / (100 * GiB + free);
    assert.ok(used < 90, `${used} % are used when it is told`);
    const told = events().find((line) => line.includes('disk-tank'))!;
    assert.match(
      told,
      /nas: disk-tank \d+\.\d % of a capacity that changes, limit 90\.0 %; expected in 10 s: \d+\.\d %/,
    );
    assert.ok(Math.abs((await newest('dma/df_complex-tank')) - 100 * GiB) < GiB);
    assert.ok((await newest('dma-disk-tank/percent-predicted')) > used);
  });
});
