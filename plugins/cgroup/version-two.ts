import { readKeyed, readNumber, readPressure } from './group-files.ts';
import { memoryEventsOf, sumOf, ticksOf, type GroupUsage, type Hierarchy } from './group-usage.ts';

const microsecondsPerTick = 10_000;

/** Version 2 of control groups (Documentation/admin-guide/cgroup-v2.rst of Linux). @param folder its mount */
export function versionTwo(folder: string): Hierarchy {
  return {
    folder,
    usageOf: (path) => usageOf(folder + path),
    // The machine's own root has no such file.
    isGroup: ({ memoryBytes }) => memoryBytes !== undefined,
  };
}

function usageOf(group: string): GroupUsage {
  const memory = readKeyed(group, 'memory.stat');
  const cpu = readKeyed(group, 'cpu.stat');
  const times = ['user', 'system', 'throttled'].map((name) => [name, cpu.get(`${name}_usec`)] as const);
  return {
    memoryBytes: readNumber(group, 'memory.current'),
    // Without those in shared memory, which the kernel cannot drop.
    cachedBytes: sumOf(memory.get('active_file'), memory.get('inactive_file')),
    reclaimableSlabBytes: memory.get('slab_reclaimable'),
    memoryLimitBytes: readNumber(group, 'memory.max'),
    memoryEvents: memoryEventsOf(readKeyed(group, 'memory.events')),
    memoryPressure: readPressure(group, 'memory.pressure'),
    cpuTicks: ticksOf(times, microsecondsPerTick),
    pids: readNumber(group, 'pids.current'),
    pidsLimit: readNumber(group, 'pids.max'),
  };
}
