import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const system = tmpdir();
let temporary: string;
/** A process that was told to end has this long to do so. */
const graceSeconds = 60;

/**
 * Root hooks, which run once for each file when files run in parallel. Every process that the tests start inherits a
 * mark in its environment and a temporary directory. No marked process and no file may be left at the end.
 */
export const mochaHooks = {
  beforeAll(): void {
    temporary = mkdtempSync(join(system, 'dma-test-'));
    // collectd's programs run as another user.
    chmodSync(temporary, 0o755);
    process.env['DMA_TEST_RUN'] = temporary;
    process.env['TMPDIR'] = temporary;
  },

  async afterAll(this: Mocha.Context): Promise<void> {
    this.timeout(2 * graceSeconds * 1000);
    let left = leftovers();
    const end = performance.now() + graceSeconds * 1000;
    while (left.length > 0 && performance.now() < end) {
      await sleep(200);
      left = leftovers();
    }
    rmSync(temporary, { recursive: true, force: true });
    assert.deepEqual(left, [], 'left behind by the tests');
  },
};

function leftovers(): string[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  const running = processes.flatMap((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      if (!environment.includes(`DMA_TEST_RUN=${temporary}`)) return [];
      return `process ${pid}: ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`;
    } catch {
      // It has ended meanwhile, or belongs to another user.
      return [];
    }
  });
  // The TypeScript loader keeps its cache beside the tests' files.
  const files = readdirSync(temporary).filter((name) => !name.startsWith('tsx-'));
  return [...running, ...files.map((name) => `file ${join(temporary, name)}`)];
}
