import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const system = tmpdir();
let temporary: string;

/**
 * A root hook, which runs once for each file where files run side by side: whatever its tests start inherits a mark in
 * its environment and a temporary directory, and neither a marked process nor a file may be left at the end.
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
    this.timeout(20_000);
    let left = leftovers();
    for (let tries = 0; tries < 50 && left.length > 0; tries++) {
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
      // Gone in the meantime, or somebody else's.
      return [];
    }
  });
  // The TypeScript loader keeps its cache beside the tests' files.
  const files = readdirSync(temporary).filter((name) => !name.startsWith('tsx-'));
  return [...running, ...files.map((name) => `file ${join(temporary, name)}`)];
}
