import assert from 'node:assert/strict';
import {
  discoverSeconds,
  hasTurn,
  isFleet,
  lookSeconds,
} from '../../../../plugins/prediction/fleet-pacing.ts';
import { publishesAtRisk } from '../../../../plugins/prediction/publish-mode.ts';

describe('the pacing of many series', () => {
  it('puts nothing off for 2000 series or fewer', () => {
    assert.equal(lookSeconds(2000), 0);
    assert.equal(discoverSeconds(2000), 10);
    assert.equal(isFleet(2000), false);
    for (let place = 0; place < 10; place++) assert.ok(hasTurn(place, 3, 2000));
  });

  it('looks at 5000 series a second, and at all of them every ten seconds', () => {
    assert.ok(isFleet(2001));
    assert.equal(lookSeconds(10_000), 2);
    assert.equal(lookSeconds(250_000), 10, 'the report on the program itself needs it');
    assert.equal(discoverSeconds(250_000), 50);
  });

  for (const [count, shard, searches] of [
    [20_000, { count: 1 }, 20],
    [250_000, { count: 1 }, 50],
    [31_250, { count: 8 }, 7],
  ] as const)
    it(`gives each of ${count} series its turn in ${searches} searches, a hundred a second`, () => {
      const turns = new Map<number, number>();
      for (let search = 0; search < searches; search++)
        for (let place = 0; place < count; place++)
          if (hasTurn(place, search, count, shard)) turns.set(place, (turns.get(place) ?? 0) + 1);
      assert.equal(turns.size, count);
      assert.ok([...turns.values()].every((times) => times === 1));
      assert.ok(count / searches / discoverSeconds(count, shard) <= 101);
    });
});

const targets = (...counts: number[]): { count: number }[] => counts.map((count) => ({ count }));

describe('the values that are published', () => {
  it('are all of fewer than 2000 series, unless the configuration says otherwise', () => {
    assert.equal(publishesAtRisk({ publish: undefined }, targets(1000, 999)), false);
    assert.equal(publishesAtRisk({ publish: undefined }, targets(1000, 1000)), true);
    assert.equal(publishesAtRisk({ publish: 'all' }, targets(5000)), false);
    assert.equal(publishesAtRisk({ publish: 'atRisk' }, targets(1)), true);
  });
});
