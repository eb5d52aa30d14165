import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { newestOfSeries, silentChanges, silentVerdict } from '../../../../tools/explain/silent-series.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const risk = 'web1/dma-memory/percent-risk';
const names = ['web1/memory/memory-used', 'web1/swap/swap-used'] as const;

describe('a series that is silent when it is explained', () => {
  let redis: FakeRedis;
  beforeEach(() => {
    redis = new FakeRedis();
    for (let time = 1000; time <= 1100; time += 10) for (const name of names) redis.write(name, time, 5);
  });

  const look = (at: number, identifiers: readonly string[] = [names[0]]) =>
    newestOfSeries(new WriteRedisReader(redis), identifiers, risk, at);

  it('is one whose samples had stopped by the time that is asked for', async () => {
    assert.deepEqual(await look(1105), { time: 1100, silent: undefined });
    const silent = { seconds: 300, forgottenAfterSeconds: 3600 };
    assert.deepEqual(await look(1400), { time: 1100, silent });
    redis.write(names[0], 1410, 5);
    assert.deepEqual(await look(1400), { time: 1100, silent });
    assert.deepEqual((await look(1415)).silent, undefined);
  });

  it('is a sum whose first part goes on and another has stopped', async () => {
    redis.write(names[0], 1395, 5);
    assert.deepEqual(await look(1400, names), {
      time: 1100,
      silent: { seconds: 300, forgottenAfterSeconds: 3600 },
    });
  });

  it('is none that is predicted although its clock is behind, nor one without any sample', async () => {
    redis.write(risk, 1399, 20);
    assert.equal((await look(1400)).silent, undefined);
    assert.deepEqual(await look(900), { time: undefined, silent: undefined });
  });

  it('is said first, and that a sample is needed', () => {
    const silent = { seconds: 300, forgottenAfterSeconds: 3600 };
    assert.equal(
      silentVerdict(silent, 'risk 86 %, alert'),
      'silent for 5 min; by its last sample: risk 86 %, alert',
    );
    const [sample, later] = silentChanges(silent, 1400);
    assert.match(sample!, /^a new sample: nothing is judged without one; is collectd running on that host\?/);
    assert.match(later!, /^without one, dma predict forgets it at .*, and an alert of it ends then$/);
    assert.match(
      silentChanges({ ...silent, seconds: 3700 }, 5000)[1]!,
      /^dma predict has forgotten it, after 60 min/,
    );
  });
});
