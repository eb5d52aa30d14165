import assert from 'node:assert/strict';
import { queryPrometheus } from '../../tools/bench/prometheus-query.ts';
import { inTemporaryFolder } from '../../tools/process/temporary-folder.ts';

describe('the query of Prometheus that many series are compared with', () => {
  it('is answered over as many series in its own storage', async () => {
    const rate = await inTemporaryFolder('dma-prometheus-', (folder) => queryPrometheus(folder, 300));
    assert.ok(rate !== undefined && rate > 0, String(rate));
  });
});
