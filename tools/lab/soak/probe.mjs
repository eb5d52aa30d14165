import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Loaded by Node.js into `dma predict` and `dma deliver` while they are soaked (`node --import`), which are otherwise as
 * they are shipped: writes from time to time what is left on the heap after a collection, buffers included, in bytes.
 * It stands alone because it is copied to where collectd's programs can read it.
 */
setFlagsFromString('--expose_gc');
const collect = runInNewContext('gc');
const file = `log/heap-${process.pid}`;

setInterval(
  () => {
    if (typeof collect !== 'function') return;
    collect();
    const { heapUsed, external } = process.memoryUsage();
    writeFileSync(`${file}.new`, String(heapUsed + external));
    renameSync(`${file}.new`, file);
  },
  1000 * Number(process.env['DMA_SOAK_SECONDS'] ?? 10),
).unref();
