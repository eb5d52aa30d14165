import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PrivateRedis } from '../support/private-redis.ts';
import { RelayedLeak, timesIn } from '../support/relayed-leak.ts';
import { until } from '../support/until.ts';

const risk = 'web1/dma-leak/percent-risk';

/** The real collectd writes to the relay, which a program of systemd starts with the first connection. */
describe('dma relay between collectd and Redis', function () {
  let folder: string;
  let redis: PrivateRedis;
  let relayed: RelayedLeak;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-relay-'));
    redis = await PrivateRedis.create();
    relayed = await RelayedLeak.start(folder, { url: redis.url }, true);
  });

  after(async function () {
    await relayed?.stop();
    await redis?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('brings all samples since the start to a Redis that is started last', async function () {
    await until('the relay', 60, () => relayed.relay.log().includes('listening at 127.0.0.1'));
    await until('samples of collectd', 60, () => relayed.read().length > 20);
    await redis.start();
    await relayed.untilAllAreIn(redis, relayed.read()[0]!);
    await until('a prediction', 60, async () => (await timesIn(redis, risk)).length > 0);
  });

  it('keeps an open alert over a Redis that is killed, and comes back empty', async function () {
    relayed.leak.slope = 20;
    await until('an alert', 60, () => relayed.alerts().length > 0);
    const killed = relayed.read().at(-1)!;
    await redis.stop();
    await until(
      'samples without Redis',
      60,
      () => relayed.read().filter((time) => time > killed).length > 50,
    );
    await redis.start();
    const started = Date.now() / 1000;
    await until('a new prediction in the new Redis', 60, async () =>
      (await timesIn(redis, risk)).some((time) => time > started),
    );
    const seconds = Date.now() / 1000 - started;
    process.stdout.write(
      `      from the start of Redis to the next prediction in it: ${seconds.toFixed(1)} s\n`,
    );
    await relayed.untilAllAreIn(redis, killed);
    await until('many more predictions', 60, async () => {
      const later = await timesIn(redis, risk);
      return later.filter((time) => time > started).length > 100;
    });
    assert.deepEqual(
      relayed
        .alerts()
        .map((line) => / (WARNING|FAILURE|OKAY) /.exec(line)![1])
        .filter((one) => one === 'WARNING'),
      ['WARNING'],
      relayed.alerts().join('\n'),
    );
    relayed.leak.slope = -1000;
  });

  it('says once that Redis is away, and once that all has been handed over', function () {
    const lines = relayed.relay.log().split('\n');
    const outages = lines.filter((line) => line.includes('cannot be used') || line.includes('was stopped'));
    assert.ok(outages.length <= 4, lines.join('\n'));
    assert.match(relayed.relay.log(), /all samples of the last \d+ s are in Redis now$/m);
    assert.ok(!relayed.stack.collectdLog().includes('ZADD command error'), relayed.stack.collectdLog());
  });
});
