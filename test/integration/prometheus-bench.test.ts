import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queryPrometheus } from '../../tools/bench/prometheus-query.ts';

describe('the query of Prometheus that many series are compared with', () => {
  it('is answered over as many series in its own storage', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dma-prometheus-'));
    try {
      const rate = await queryPrometheus(folder, 300);
      assert.ok(rate !== undefined && rate > 0, String(rate));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
