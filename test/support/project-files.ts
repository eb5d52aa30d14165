import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

const foreign = new Set(['node_modules', 'dist', '.git', '.node', 'coverage']);

/**
 * Rooms whose words and prose have yet to be rewritten: their files are not looked at. To be emptied, never to be added
 * to.
 */
const notYetClean: readonly string[] = [
  'plugins/models',
  'plugins/prediction',
];

/** Paths of those files that the tests of words and prose look at. */
export function cleanFiles(paths: readonly string[]): string[] {
  return paths.filter((path) => !notYetClean.some((room) => path === room || path.startsWith(`${room}/`)));
}

/** Paths of the project's own files below a folder, relative to the project, that end in one of these ways. */
export function projectFiles(endings: readonly string[], folder = ''): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(join(packageRoot, folder), { withFileTypes: true })) {
    if (foreign.has(entry.name)) continue;
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...projectFiles(endings, path));
    else if (endings.some((ending) => entry.name.endsWith(ending))) found.push(path);
  }
  return found.toSorted();
}

export function readProjectFile(path: string): string {
  return readFileSync(join(packageRoot, path), 'utf8');
}
