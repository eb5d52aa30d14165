import { execFileSync } from 'node:child_process';
import { packageRoot } from '../../package-root.ts';

/** The paths of all files that npm publishes, from a built checkout. */
export function publishedFiles(): string[] {
  // Without the build that prepack would start: dist/ may be in use.
  const text = execFileSync('npm', ['pack', '--json', '--dry-run', '--ignore-scripts'], {
    cwd: packageRoot,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(text) as [{ files: readonly { path: string }[] }];
  return packed.files.map(({ path }) => path);
}
