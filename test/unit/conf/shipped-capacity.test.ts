import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadConfig } from '../../../plugins/config/config.ts';
import { WriteRedisReader } from '../../../plugins/redis/write-redis.ts';
import { CapacitySum } from '../../../plugins/samples/capacity-sum.ts';
import { readName } from '../../../plugins/samples/series-names.ts';
import { packageRoot } from '../../../tools/package-root.ts';
import { FakeRedis } from '../../support/fake-redis.ts';

const now = 1e6;
/** As collectd's memory plugin names them on Linux. */
const states = ['used', 'free', 'cached', 'buffered', 'slab_recl', 'slab_unrecl'];

describe('the capacity of memory', () => {
  for (const file of ['conf/dma.yaml', 'conf/classic/dma.yaml'])
    it(`is known in ${file} from the first samples on, without waiting for further parts`, async () => {
      const { targets } = loadConfig(join(packageRoot, file));
      const { capacity } = targets.memory!;
      assert.ok(typeof capacity === 'object');
      const redis = new FakeRedis();
      const parts = states.map((state) => readName(`web1/memory/memory-${state}`));
      for (const { name } of parts) redis.write(name, now, 10);
      assert.deepEqual(
        await new CapacitySum().read(new WriteRedisReader(redis), {
          series: parts[0]!,
          sumOf: capacity.sumOf,
          parts,
          dataSources: [0],
          dataSource: 0,
          now,
          monotonic: 0,
        }),
        { kind: 'known', value: 60, ended: [] },
      );
    });
});
