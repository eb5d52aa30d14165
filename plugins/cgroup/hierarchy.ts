import { existsSync } from 'node:fs';
import { readGroupFile } from './group-files.ts';
import type { Hierarchy } from './group-usage.ts';
import { versionOne } from './version-one.ts';
import { versionTwo } from './version-two.ts';

/**
 * Finds the hierarchy that has the controller of memory: version 2, alone or in `unified` beside version 1, else
 * version 1.
 *
 * @param root usually `/sys/fs/cgroup`
 * @returns undefined where no version has it
 */
export function findHierarchy(root: string): Hierarchy | undefined {
  for (const folder of [root, `${root}/unified`])
    if (readGroupFile(folder, 'cgroup.controllers')?.trim().split(' ').includes('memory'))
      return versionTwo(folder);
  return existsSync(`${root}/memory/memory.limit_in_bytes`) ? versionOne(root) : undefined;
}
