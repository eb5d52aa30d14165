import { chmodSync, copyFileSync, cpSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../package-root.ts';

/**
 * Makes a folder with `dma` and `dma-enqueue` that an unprivileged user can run, for collectd's PATH.
 *
 * A checkout or a Node below root's home cannot be read by other users; it is copied then.
 *
 * @param directory where the folder `bin` and, if need be, the copy go; readable by everybody
 * @param usedNode the Node.js that runs `dma`
 * @returns the folder for PATH
 */
export function makeReachable(directory: string, usedNode = process.execPath): string {
  const bin = join(directory, 'bin');
  mkdirSync(bin, { mode: 0o755 });
  let node = usedNode;
  if (!isOpenToAll(node)) {
    node = join(bin, 'node');
    copyFileSync(usedNode, node);
    chmodSync(node, 0o755);
  }
  let program = join(packageRoot, 'dist/tools/dma.js');
  if (!isOpenToAll(program)) {
    const copy = join(directory, 'program');
    copyPackage(copy);
    program = join(copy, 'dist/tools/dma.js');
  }
  writeFileSync(join(bin, 'dma'), `#!/bin/sh\nexec '${node}' '${program}' "$@"\n`);
  copyFileSync(join(packageRoot, 'plugins/dma-enqueue'), join(bin, 'dma-enqueue'));
  for (const name of ['dma', 'dma-enqueue']) chmodSync(join(bin, name), 0o755);
  return bin;
}

/** True when everybody may read the file and enter every folder above it. */
function isOpenToAll(path: string): boolean {
  if ((statSync(path).mode & 0o004) === 0) return false;
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function copyPackage(to: string): void {
  for (const part of ['package.json', 'dist', ...productionModules()]) {
    cpSync(join(packageRoot, part), join(to, part), { recursive: true, dereference: true });
  }
}

/** The production modules of the lock file; all of node_modules in an installed package, which has no lock file. */
function productionModules(): string[] {
  try {
    const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean }>;
    };
    return Object.entries(lock.packages).flatMap(([path, { dev }]) => (path === '' || dev ? [] : path));
  } catch {
    return ['node_modules'];
  }
}
