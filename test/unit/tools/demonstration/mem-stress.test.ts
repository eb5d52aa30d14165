import assert from 'node:assert/strict';
import {
  memStress,
  parseMemStress,
  parseMeminfo,
  planBulk,
  planStress,
} from '../../../../tools/demonstration/mem-stress.ts';

const mebi = 2 ** 20;

describe('mem-stress', function () {
  const texts = { size: '200m', count: '16', interval: '0.7', keep: '5', force: false };

  it('reads sizes in powers of 1,024, whole counts and seconds', function () {
    assert.deepEqual(parseMemStress(texts), {
      bytes: 200 * mebi,
      count: 16,
      intervalSeconds: 0.7,
      keepSeconds: 5,
      force: false,
    });
    for (const [size, bytes] of [
      ['1', 1],
      ['1k', 1024],
      ['1.5G', 1.5 * 2 ** 30],
      ['2MB', 2 * mebi],
    ] as const) {
      assert.equal(parseMemStress({ ...texts, size }).bytes, bytes);
    }
  });

  it('refuses anything else, naming argument, value and rule', function () {
    for (const [argument, value] of [
      ['size', ''],
      ['size', '0'],
      ['size', '-5m'],
      ['size', '5 m'],
      ['count', '0'],
      ['count', 'x'],
      ['interval', ''],
      ['interval', '-1'],
      ['keep', 'Infinity'],
      ['keep', 'NaN'],
    ] as const) {
      assert.throws(() => parseMemStress({ ...texts, [argument]: value }), {
        name: 'UsageError',
        message: new RegExp(`^${argument}: expected .*, not "${value}"$`),
      });
    }
  });

  it('takes no more than the machine can spare, unless forced', async function () {
    const said: string[] = [];
    const surroundings = {
      availableBytes: 70 * mebi,
      write: (line: string) => void said.push(line),
      signal: AbortSignal.timeout(10_000),
    };
    const seven = { bytes: 7 * mebi, count: 1, intervalSeconds: 0, keepSeconds: 0, force: false };
    await assert.rejects(
      memStress(seven, surroundings),
      /1 times 7 MiB is more than this machine can spare \(6 MiB\)/,
    );
    assert.deepEqual(said, []);
    await memStress({ ...seven, force: true }, surroundings);
    await memStress({ ...seven, bytes: 3 * mebi, count: 2 }, surroundings);
    assert.deepEqual(said, [
      'mem-stress: 7 MiB of 7 MiB taken\n',
      'mem-stress: keeping 7 MiB for 0 s\n',
      'mem-stress: given back\n',
      'mem-stress: 3 MiB of 6 MiB taken\n',
      'mem-stress: 6 MiB of 6 MiB taken\n',
      'mem-stress: keeping 6 MiB for 0 s\n',
      'mem-stress: given back\n',
    ]);
  });
});

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
