import assert from 'node:assert/strict';
import { checkedTargets, checkTime } from '../../../support/checked-targets.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const target = '{m: {series: "*/memory/memory-used", capacity: 1000}}';

describe('dma check of two dma predict that give the same values', () => {
  it('fails while one of them reports so, and no longer', async () => {
    for (const [age, count, isTold] of [
      [5, 0, false],
      [5, 1, true],
      [300, 1, false],
    ] as const) {
      const redis = new FakeRedis();
      redis.write('web1/memory/memory-used', checkTime - 1, 500);
      redis.write('central-shard1/dma-self/gauge-series', checkTime - age, 1);
      redis.write('central-shard1/dma-self/gauge-duplicates', checkTime - age, count);
      const findings = await checkedTargets(target, redis);
      assert.deepEqual(
        findings.filter(({ subject }) => subject === 'dma predict').map(({ ok, text }) => [ok, text]),
        isTold
          ? [
              [
                false,
                'two dma predict give the same values, as central-shard1 reports, and each alert may come twice: the notification of dma-self/gauge-duplicates says which, and what to do',
              ],
            ]
          : [],
      );
    }
  });
});
