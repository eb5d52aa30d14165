import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

const foreign = new Set(['node_modules', 'dist', '.git', '.node', 'coverage']);

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
