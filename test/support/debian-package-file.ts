import { execFileSync } from 'node:child_process';
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
