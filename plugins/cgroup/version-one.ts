import { readKeyed, readNumber } from './group-files.ts';
import { memoryEventsOf, sumOf, ticksOf, type GroupUsage, type Hierarchy } from './group-usage.ts';

const nanosecondsPerTick = 10_000_000;
/** From here on there is no limit: the kernel shows its largest number of pages. */
const unlimitedBytes = 2 ** 62;

/**
 * Version 1 of control groups (Documentation/admin-guide/cgroup-v1 of Linux): one hierarchy a controller, in which a
 * group has the same path. The groups are those of the controller of memory.
 *
 * @param root the folder of `memory`, `pids`, `cpu` and `cpuacct`
 */
export function versionOne(root: string): Hierarchy {
  return {
    folder: `${root}/memory`,
    usageOf: (path) => usageOf(root, path),
    // The machine's own root has no limit.
    isGroup: ({ memoryLimitBytes }) => Number.isFinite(memoryLimitBytes),
  };
}

function usageOf(root: string, path: string): GroupUsage {
  const group = `${root}/memory${path}`;
  const memory = readKeyed(group, 'memory.stat');
  const limit = readNumber(group, 'memory.limit_in_bytes');
  const failures = readNumber(group, 'memory.failcnt');
  const kills = readKeyed(group, 'memory.oom_control').get('oom_kill');
  const times = readKeyed(`${root}/cpuacct${path}`, 'cpuacct.stat');
  const throttled = readKeyed(`${root}/cpu${path}`, 'cpu.stat').get('throttled_time');
  return {
    memoryBytes: readNumber(group, 'memory.usage_in_bytes'),
    cachedBytes: sumOf(memory.get('total_active_file'), memory.get('total_inactive_file')),
    memoryLimitBytes: limit !== undefined && limit >= unlimitedBytes ? Number.POSITIVE_INFINITY : limit,
    memoryEvents: memoryEventsOf(
      new Map([
        ...(failures === undefined ? [] : [['max', failures] as const]),
        ...(kills === undefined ? [] : [['oom_kill', kills] as const]),
      ]),
    ),
    memoryPressure: new Map(),
    cpuTicks: new Map([
      ...ticksOf([...times], 1),
      ...ticksOf([['throttled', throttled]], nanosecondsPerTick),
    ]),
    pids: readNumber(`${root}/pids${path}`, 'pids.current'),
    pidsLimit: readNumber(`${root}/pids${path}`, 'pids.max'),
  };
}
