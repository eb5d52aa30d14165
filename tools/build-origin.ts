import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** Where a build comes from; the build writes it to `dist/build.json`. Empty when it was built without git. */
export interface BuildOrigin {
  /** The first digits of the commit. */
  readonly commit?: string;
  /** The day of the commit, such as 2026-11-21. */
  readonly date?: string;
  /** Tells apart builds with uncommitted changes. */
  readonly changes?: string;
}

/** The line that `dma --version` prints: two builds of one version differ in it. */
export function versionLine(version: string, origin: BuildOrigin | undefined): string {
  if (!origin) return `${version} (run from its sources)`;
  if (!origin.commit) return `${version} (built without git)`;
  const changes = origin.changes === undefined ? '' : ` with changes ${origin.changes}`;
  return `${version} (commit ${origin.commit} of ${origin.date}${changes})`;
}

/** The version line of the running program. */
export function readVersionLine(): string {
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
    version: string;
  };
  // The compiled program and its sources share a package root; only the former is what build.json is about.
  if (import.meta.url.endsWith('.ts')) return versionLine(version, undefined);
  const text = readFileSync(join(packageRoot, 'dist/build.json'), 'utf8');
  return versionLine(version, JSON.parse(text) as BuildOrigin);
}
