import assert from 'node:assert/strict';
import { lastingMachines } from '../../../../tools/bench/soak-machines.ts';
import { PassingMachines } from '../../../../tools/bench/soak-passing.ts';

const day = Array.from({ length: 86_400 }, (_, second) => second);

describe('the machines of a soak', function () {
  for (const { host, used, levelAt } of lastingMachines()) {
    const leaks = host.startsWith('leak') || (host === 'calm1' && used.startsWith('df'));
    it(`${host} (${used}) ${leaks ? 'reaches the limit and is released, again and again' : 'stays below the limit'}`, function () {
      const levels = day.map(levelAt);
      for (const { share } of levels) assert.ok(share > 0.2 && share < 1);
      const filled = levels.filter(
        ({ phase }, second) => phase === 'full' && levels[second - 1]?.phase === 'climb',
      );
      if (leaks) assert.ok(filled.length >= 5 && filled.every(({ share }) => share > 0.95));
      else assert.ok(levels.every(({ share, phase }) => share < 0.85 && phase === 'rest'));
    });
  }

  it('rest before their lives begin', function () {
    for (const { levelAt } of lastingMachines()) assert.equal(levelAt(-1).phase, 'rest');
  });

  it('come and go: one at least is there at any time, and each is removed some time after it went', function () {
    const passing = new PassingMachines();
    const removed = day.flatMap((second) => {
      const hosts = passing.advance(second);
      assert.ok(passing.machines.length >= 1 && passing.machines.length <= 2);
      return hosts;
    });
    assert.equal(passing.come, 240);
    assert.equal(new Set(removed).size, removed.length);
    const left = passing.endAll();
    assert.equal(passing.machines.length, 0);
    assert.deepEqual(new Set([...removed, ...left]).size, passing.come);
    assert.equal(passing.gone, passing.come);
  });
});
