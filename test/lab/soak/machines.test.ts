import assert from 'node:assert/strict';
import { formatIdentifier } from '../../../plugins/collectd/identifier.ts';
import { lastingMachines, departures, passingMachines } from '../../../tools/lab/soak/machines.ts';

const day = Array.from({ length: 86_400 }, (_, second) => second);

describe('the machines of a soak', function () {
  for (const { host, used, levelAt } of lastingMachines()) {
    const leaks = host.startsWith('leak') || (host === 'calm1' && used.plugin === 'df');
    it(`${formatIdentifier(used)} ${leaks ? 'reaches the limit and is released, again and again' : 'stays below the limit'}`, function () {
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

  it('come and go and come again: one at least is there at any time, and each is silent for longer than it is there', function () {
    const names = day.map((second) => passingMachines(second).map(({ host }) => host));
    for (const present of names) assert.ok(present.length >= 1 && present.length <= 2);
    const seen = new Set(names.flat());
    assert.equal(seen.size, 6);
    for (const host of seen) {
      const there = names.filter((present) => present.includes(host)).length;
      assert.ok(there > 0.15 * day.length && there < 0.3 * day.length);
    }
  });

  it('have gone as often as is counted', function () {
    let gone = 0;
    for (const second of day) {
      const now = passingMachines(second);
      const before = second === 0 ? [] : passingMachines(second - 1);
      gone += before.filter((machine) => !now.includes(machine)).length;
      if (second % 1000 === 0) assert.equal(departures(second), gone);
    }
    assert.ok(gone > 200);
  });
});
