import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';

/** Builds the Debian package into a folder, with the dist/ that is there, and returns its path. */
export function debianPackageFile(folder: string, version: string): string {
  const script = `. tools/setup && ensure_runtime && exec "$0" --import tsx tools/lab/deb/run.ts --node "$runtime" "$@"`;
  const args = ['-c', script, process.execPath, '--fast', '--out', folder, '--package-version', version];
  return execFileSync('sh', args, {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim();
}

/** Puts the same package with another version beside it, and returns its path: another build takes far longer. */
export function withVersion(file: string, version: string): string {
  const folder = dirname(file);
  const tree = join(folder, 'unpacked');
  execFileSync('dpkg-deb', ['-R', file, tree]);
  const control = join(tree, 'DEBIAN', 'control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, `Version: ${version}`));
  execFileSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, folder]);
  rmSync(tree, { recursive: true });
  const fields = execFileSync('dpkg-deb', ['-f', file, 'Package', 'Architecture'], { encoding: 'utf8' });
  const [name, architecture] = fields
    .trim()
    .split('\n')
    .map((line) => line.replace(/^\S+ /, ''));
  return join(folder, `${name}_${version}_${architecture}.deb`);
}
