import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeliverBench } from '../../tools/bench/deliver-latency.ts';
import { runDma, startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { spoolOwner } from '../support/spool-owner.ts';

describe('dma bench deliver', function () {
  let folder: string;
  let running: RunningDma | undefined;

  beforeEach(function () {
    folder = mkdtempSync(join(tmpdir(), 'delivery-bench-'));
  });

  afterEach(async function () {
    running?.child.kill('SIGKILL');
    await running?.exited;
    rmSync(folder, { recursive: true, force: true });
  });

  it('measures how long notifications take, and leaves nothing behind', async function () {
    const { code, stdout } = await runDma(['bench', 'deliver', '--quick', '--json'], { TMPDIR: folder });
    assert.equal(code, 0);
    const { fromFile, fromEnqueue } = JSON.parse(stdout) as DeliverBench;
    assert.deepEqual([fromFile.count, fromEnqueue.count], [50, 10]);
    for (const { p50, p99, highest } of [fromFile, fromEnqueue])
      assert.ok(p50 > 0 && p50 <= p99 && p99 <= highest);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.startsWith('dma-bench-')),
      [],
    );
  });

  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const) {
    it(`leaves no dma deliver behind when it ends by ${signal}`, async function () {
      running = startDma(['bench', 'deliver', '--json'], { TMPDIR: folder });
      const owner = await until('its dma deliver', 60, () => {
        const [bench] = readdirSync(folder).filter((name) => name.startsWith('dma-bench-'));
        return bench !== undefined && spoolOwner(join(folder, bench, 'spool'));
      });
      assert.ok(isThere(owner));
      running.child.kill(signal);
      await running.exited;
      await until('its end', 60, () => !isThere(owner));
    });
  }
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
