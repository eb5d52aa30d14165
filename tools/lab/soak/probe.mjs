import { renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Node.js loads this file into `dma predict` and `dma deliver` during a soak (`node --import`). It writes the bytes on
 * the heap after a collection, buffers included, from time to time. It imports nothing of ours, because it is copied
 * to a place that collectd's programs can read.
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
