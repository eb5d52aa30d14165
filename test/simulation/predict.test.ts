import assert from 'node:assert/strict';
import { env } from 'node:process';
import { faults } from './predict/faults.ts';
import { simulate } from './predict/simulation.ts';

const count = 24;
/** One seed, as `SEED=7 npx mocha test/simulation/predict.test.ts`, or all. */
const seeds =
  env['SEED'] === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(env['SEED'])];

describe('a simulated dma predict', function () {
  this.timeout(0);

  it('predicts what was read as a plain replay does, alarms once, and recovers, whatever goes wrong', async () => {
    const seen = new Set<string>();
    for (const seed of seeds) {
      const { rounds, compared, story } = await simulate(seed);
      assert.ok(rounds > 100 && compared > 100, `seed ${seed}: ${rounds} rounds, ${compared} risks`);
      for (const line of story) seen.add(/ s: (.*), for /.exec(line)?.[1] ?? '');
    }
    // A fault that never happens is not tested.
    if (seeds.length === count) for (const name of Object.keys(faults)) assert.ok(seen.has(name), name);
  });

  it('is the same again for the same seed', async () => {
    assert.deepEqual(await simulate(seeds[0]!), await simulate(seeds[0]!));
  });
});
