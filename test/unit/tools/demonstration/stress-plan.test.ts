import assert from 'node:assert/strict';
import { parseMeminfo, planBulk, planStress } from '../../../../tools/demonstration/stress-plan.ts';

const mebi = 2 ** 20;
const gibi = 2 ** 30;

describe('the plan of the demonstration', function () {
  it('fits every machine from 2 to 512 GB', function () {
    for (const availableBytes of [1.5 * gibi, 3 * gibi, 6 * gibi, 22 * gibi, 60 * gibi, 500 * gibi]) {
      const plan = planStress({ usedBytes: gibi, availableBytes });
      assert.ok(plan.limit - gibi < availableBytes, 'the limit can be reached');
      assert.ok(
        plan.steps * plan.step > plan.limit - gibi,
        'and is reached, should the machine use no more than now',
      );
      assert.ok(plan.steps * plan.step < 0.9 * availableBytes, 'without running out of memory for real');
      const bulk = planBulk(plan.limit, { usedBytes: gibi, availableBytes });
      assert.ok(bulk < 0.9 * (plan.limit - gibi), 'the bulk allocation stays clear of it');
      assert.ok(bulk > 500 * mebi && plan.step >= 6 * mebi, 'both stand out from what else happens');
      assert.ok(plan.steps >= 100 && plan.steps <= 180, 'and the growth lasts about as long everywhere');
      assert.equal(plan.step % mebi, 0);
      assert.equal(bulk % mebi, 0);
    }
  });

  it('is declined on a machine that is too small, with the sizes', function () {
    assert.throws(() => planStress({ usedBytes: gibi, availableBytes: 700 * mebi }), {
      name: 'OutsideError',
      message: 'the demonstration needs 1216 MiB of free memory, and this machine has 700 MiB',
    });
  });

  it("counts used memory as collectd's memory plugin does", function () {
    const meminfo = `MemTotal:       4000 kB
MemFree:        1000 kB
MemAvailable:   2500 kB
Buffers:         100 kB
Cached:          900 kB
SwapCached:        7 kB
SReclaimable:     50 kB
SUnreclaim:       30 kB
`;
    assert.deepEqual(parseMeminfo(meminfo), { usedBytes: 1920 * 1024, availableBytes: 2500 * 1024 });
  });
});
