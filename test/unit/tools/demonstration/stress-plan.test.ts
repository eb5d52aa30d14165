import assert from 'node:assert/strict';
import {
  classicSteps,
  parseMeminfo,
  planClassic,
  planStress,
} from '../../../../tools/demonstration/stress-plan.ts';

const mebi = 2 ** 20;
const gibi = 2 ** 30;

describe('the plan of the demonstration', function () {
  it('fits every machine from 2 to 512 GB, quiet or not', function () {
    for (const availableBytes of [1.5 * gibi, 3 * gibi, 6 * gibi, 22 * gibi, 60 * gibi, 500 * gibi]) {
      for (const unrestBytes of [0, 200 * mebi, 5 * gibi]) {
        const { room, bulk, step, steps } = planStress({ usedBytes: gibi, availableBytes }, unrestBytes);
        assert.ok(steps * step > room, 'the limit is reached, should the others use no more than now');
        assert.ok(steps * step <= 0.9 * availableBytes, 'without running out of memory for real');
        assert.ok(bulk < 0.75 * room, 'the bulk allocation stays clear of the limit');
        assert.ok(bulk > 380 * mebi && step >= 6 * mebi, 'both stand out from what else happens');
        assert.ok(steps >= 100 && steps <= 120, 'and the growth lasts about as long everywhere');
        assert.ok(Math.abs(room / step - 90) < 0.1, 'the limit is a minute and a half away');
        assert.equal(step % 1024, 0);
        assert.equal(bulk % mebi, 0);
      }
    }
  });

  it('leaves more room where the memory goes up and down by itself', function () {
    const memory = { usedBytes: gibi, availableBytes: 22 * gibi };
    assert.ok(planStress(memory, 0).room < 1.2 * gibi);
    assert.equal(planStress(memory, 600 * mebi).room, 2400 * mebi);
  });

  it('is declined on a machine that is too small, with the sizes and what to do', function () {
    assert.throws(() => planStress({ usedBytes: gibi, availableBytes: 700 * mebi }, 0), {
      name: 'OutsideError',
      message:
        'the demonstration needs 795 MiB of free memory, and this machine has 700 MiB; ' +
        'end other programs, or take another machine',
    });
    assert.throws(() => planClassic({ usedBytes: gibi, availableBytes: 300 * mebi }), {
      name: 'OutsideError',
      message: /^the demonstration needs 445 MiB of free memory, and this machine has 300 MiB; /,
    });
  });

  it('takes 16 times 200 MiB as in 2017, and less where the machine has less', function () {
    assert.equal(planClassic({ usedBytes: gibi, availableBytes: 22 * gibi }).stepMebibytes, 200);
    const { stepMebibytes, room } = planClassic({ usedBytes: gibi, availableBytes: 2 * gibi });
    assert.equal(stepMebibytes, 115);
    const all = classicSteps.count * stepMebibytes * mebi;
    const leadsTo = (60 * stepMebibytes * mebi) / classicSteps.intervalSeconds;
    assert.ok(all < 0.7 * room && room < 0.7 * leadsTo, 'what stays is below the limit, the growth above');
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
