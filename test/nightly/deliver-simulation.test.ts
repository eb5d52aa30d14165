import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { packageRoot } from '../../tools/package-root.ts';

const firstSeed = 1000;
/** Scenarios for one process, which takes a second to start. */
const seedsAtOnce = 40;
const crashes = 100_000;

describe('dma deliver, crashed at many steps', () => {
  it(`keeps its promises at ${crashes} crashes, on all processors`, async () => {
    let tried = 0;
    let next = firstSeed;
    const sweep = async (): Promise<void> => {
      while (tried < crashes) {
        const seed = next;
        next += seedsAtOnce;
        tried += await simulate(seed, seedsAtOnce);
      }
    };
    const begin = performance.now();
    await Promise.all(Array.from({ length: availableParallelism() }, sweep));
    const seconds = Math.round((performance.now() - begin) / 1000);
    process.stdout.write(`      ${tried} crashes of scenarios from ${firstSeed} on in ${seconds} s\n`);
  });
});

/** Number of crashes that were tried. Rejects with the output of the failing seed. */
async function simulate(seed: number, count: number): Promise<number> {
  const script = ['--import', 'tsx', 'test/simulation/deliver/simulate.ts'];
  const args = [...script, '--seed', String(seed), '--count', String(count)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: packageRoot });
  const [, tried] = /^(\d+) crashes/.exec(stdout) ?? [];
  assert.ok(tried !== undefined, stdout);
  return Number(tried);
}
