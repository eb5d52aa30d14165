import { execFileSync } from 'node:child_process';
import { buildOrigin } from '../packaging/build-origin.ts';

/** The version of a package, and when its sources were committed. */
export interface DebianVersion {
  readonly version: string;
  /** Epoch seconds; all files of the package bear it. */
  readonly time: number;
}

/**
 * The version that Debian's tools compare: `1.2.0` for the tagged commit of a release, and
 * `1.2.0+git20261129.073000.16dc9212` for a later one. Without git it is the version alone, at the present time.
 *
 * @param released the version in package.json
 */
export function debianVersion(folder: string, released: string, now: number): DebianVersion {
  const { commit, changes } = buildOrigin(folder);
  if (commit === undefined) return { version: released, time: now };
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
  const time = Number(git('log', '-1', '--format=%ct'));
  const isReleased = git('tag', '--points-at', 'HEAD').split('\n').includes(`v${released}`);
  if (isReleased && changes === undefined) return { version: released, time };
  return { version: versionBetween(released, time, commit, changes), time };
}

/** A version after a release and before the next one, in the order of the commits. */
export function versionBetween(
  released: string,
  time: number,
  commit: string,
  changes: string | undefined,
): string {
  const digits = new Date(time * 1000).toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
  const suffix = changes === undefined ? '' : `.${changes}`;
  return `${released}+git${digits.replace('T', '.')}.${commit.slice(0, 8)}${suffix}`;
}
