import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { DeliverBench } from '../../tools/bench/deliver-latency.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

describe('dma bench deliver', function () {
  const folder = scratchFolder();

  it('measures how long notifications take, and leaves nothing behind', async function () {
    const { code, stdout } = await runDma(['bench', 'deliver', '--quick', '--json'], { TMPDIR: folder() });
    assert.equal(code, 0);
    const { fromFile, fromEnqueue } = JSON.parse(stdout) as DeliverBench;
    assert.deepEqual([fromFile.count, fromEnqueue.count], [50, 10]);
    for (const { p50, p99, highest } of [fromFile, fromEnqueue])
      assert.ok(p50 > 0 && p50 <= p99 && p99 <= highest);
    assert.deepEqual(readdirSync(folder()), []);
  });
});
