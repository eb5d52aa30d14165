import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.ts';
import type { PackageTree } from './package-tree.ts';
import { publishedFiles } from './published-files.ts';

/** The folder of the program in an installed package. */
export const programFolder = 'usr/lib/collectd-dma';

/** Lays the program: what npm's package has but its documentation, the production modules, and Node.js. */
export function layProgram(tree: PackageTree, nodeFolder: string): void {
  for (const path of publishedFiles()) {
    const isElsewhere = path.endsWith('.md') || path.startsWith('docs/') || path === 'LICENSE';
    if (isElsewhere || path === 'plugins/dma-enqueue') continue;
    tree.copy(join(packageRoot, path), `${programFolder}/${path}`);
  }
  for (const module of productionModules()) layModule(tree, module);
  const node = `${programFolder}/bin/node`;
  tree.copy(join(nodeFolder, 'bin/node'), node, 0o755);
  execFileSync('strip', ['--strip-unneeded', tree.path(node)]);
  tree.copy(join(nodeFolder, 'LICENSE'), `${programFolder}/bin/LICENSE`);
  const own = join(import.meta.dirname, 'files');
  tree.copy(join(own, 'dma'), 'usr/bin/dma', 0o755);
  tree.copy(join(packageRoot, 'plugins/dma-enqueue'), 'usr/bin/dma-enqueue', 0o755);
  tree.copy(join(own, 'run-service'), `${programFolder}/run-service`, 0o755);
}

/** The modules that the program runs with, by the lock file. */
function productionModules(): string[] {
  const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return Object.entries(lock.packages).flatMap(([path, { dev }]) => (path === '' || dev ? [] : path));
}

/** Copies a module without what only developers read, and without the modules inside it. */
function layModule(tree: PackageTree, module: string, folder = ''): void {
  for (const name of readdirSync(join(packageRoot, module, folder))) {
    const path = folder === '' ? name : `${folder}/${name}`;
    const from = join(packageRoot, module, path);
    if (name === 'node_modules') continue;
    if (lstatSync(from).isDirectory()) layModule(tree, module, path);
    else if (!isForDevelopers(path)) tree.copy(from, `${programFolder}/${module}/${path}`);
  }
}

/** True for what Node.js never loads: types, source maps, documentation, hidden files. Licences are kept. */
function isForDevelopers(path: string): boolean {
  if (/(^|\/)licen[cs]e/i.test(path)) return false;
  return /\.(map|[cm]?tsx?|md|markdown)$|(^|\/)\.[^/]*$/i.test(path);
}
