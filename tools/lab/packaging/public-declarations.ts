import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Removes every declaration file in a folder that cannot be reached from the door's declarations. */
export function removePrivateDeclarations(door: string, folder: string): void {
  const reachable = new Set<string>();
  const visit = (file: string): void => {
    if (reachable.has(file)) return;
    reachable.add(file);
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)\.ts'/g)) {
      visit(`${resolve(dirname(file), path!)}.d.ts`);
    }
  };
  visit(resolve(door));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = resolve(join(folder, name));
    if (name.endsWith('.d.ts') && !reachable.has(file)) rmSync(file);
  }
}
