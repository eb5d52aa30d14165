import { GCProfiler, getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes that objects take. */
export interface HeapSize {
  /** On JavaScript's heap. */
  readonly heapBytes: number;
  /** In the buffers behind typed arrays. */
  readonly bufferBytes: number;
}

/**
 * Makes the garbage collector run, so that what is left is what is used.
 *
 * @returns false where this Node.js does not let itself be told to
 */
export function collectGarbage(): boolean {
  const collect = hiddenCollector();
  if (!collect) return false;
  // Buffers are given back after the objects that they belong to.
  collect();
  collect();
  return true;
}

/** The function that node --expose-gc makes global. */
function hiddenCollector(): (() => void) | undefined {
  try {
    setFlagsFromString('--expose_gc');
    const collect: unknown = runInNewContext('gc');
    return typeof collect === 'function' ? (collect as () => void) : undefined;
  } catch {
    return undefined;
  }
}

/** The memory in use now, garbage included. */
export function heapSize(): HeapSize {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { heapBytes: heapUsed, bufferBytes: arrayBuffers };
}

/**
 * Bytes that `work` allocates on the heap, garbage included: by how much the heap grew, and what the collections took
 * away meanwhile.
 */
export function allocatedBytes(work: () => void): number {
  const profiler = new GCProfiler();
  profiler.start();
  const before = getHeapStatistics().used_heap_size;
  work();
  const after = getHeapStatistics().used_heap_size;
  const { statistics } = profiler.stop();
  let taken = 0;
  for (const { beforeGC, afterGC } of statistics) {
    taken += beforeGC.heapStatistics.usedHeapSize - afterGC.heapStatistics.usedHeapSize;
  }
  return after - before + taken;
}
