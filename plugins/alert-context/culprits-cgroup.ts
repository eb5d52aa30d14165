import { readFileSync } from 'node:fs';

/** Enough to tell containers apart; their names may hold an id of 64 digits. */
const longestName = 80;

/**
 * The control group of a process: its systemd unit, or what its container's runtime calls it.
 *
 * @param folder where proc is mounted (default: /proc)
 * @returns undefined when it is in none, has ended, or is not ours to see
 */
export function cgroupOf(pid: number, folder = '/proc'): string | undefined {
  try {
    return parseCgroup(readFileSync(`${folder}/${pid}/cgroup`, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Reads lines of `/proc/<pid>/cgroup`, `hierarchy:controllers:path` (cgroups(7)).
 *
 * The path is that of version 2 (hierarchy 0), or else of version 1's memory controller, or else of systemd's own. Of
 * its parts the innermost unit is the name, because units may divide themselves further; without a unit the last part.
 */
export function parseCgroup(text: string): string | undefined {
  const paths = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, , controllers, path] = /^(\d+):([^:]*):(.*)$/.exec(line) ?? [];
    for (const controller of controllers?.split(',') ?? []) paths.set(controller, path!);
  }
  for (const controller of ['', 'memory', 'name=systemd']) {
    const parts = (paths.get(controller) ?? '').split('/').filter((part) => part !== '' && part !== '..');
    const name = parts.findLast((part) => /\.(service|scope)$/.test(part)) ?? parts.at(-1);
    if (name !== undefined) return name.slice(0, longestName);
  }
  return undefined;
}
