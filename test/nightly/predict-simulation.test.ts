import { env } from 'node:process';
import { simulate } from '../simulation/predict/simulation.ts';

/** Seeds that the normal tests do not have; `SEEDS=10000` for more of them. */
const count = Number(env['SEEDS'] ?? 2000);

describe('a simulated dma predict, at length', function () {
  this.timeout(0);

  it(`holds its invariants with ${count} seeds`, async () => {
    for (let seed = 1000; seed < 1000 + count; seed++) await simulate(seed);
  });
});
