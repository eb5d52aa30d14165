import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

/**
 * Copies the sources of this checkout, as they are in the work tree, to where a test may build and pack them: other
 * tests use the build of the checkout. The modules are those of the checkout, by a symlink.
 */
export function copyCheckout(copy: string): void {
  for (const path of sources()) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    cpSync(join(packageRoot, path), join(copy, path));
  }
  symlinkSync(join(packageRoot, 'node_modules'), join(copy, 'node_modules'));
}

function sources(): string[] {
  const names = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];
  const deleted = new Set(git('ls-files', '-z', '--deleted'));
  return git(...names).filter((path) => !deleted.has(path));
}

function git(...args: string[]): string[] {
  return execFileSync('git', args, { cwd: packageRoot, encoding: 'utf8' }).split('\0').filter(Boolean);
}
