import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { realpathSync } from 'node:fs';
import type { BuildOrigin } from '../../build-origin.ts';

/**
 * Finds out which commit is checked out in a folder.
 *
 * @returns an empty origin where there is no git, or where the folder is not the top of a checkout: an unpacked archive
 *   inside another project must not take that project's commit.
 */
export function buildOrigin(folder: string): BuildOrigin {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    if (realpathSync(git('rev-parse', '--show-toplevel').trimEnd()) !== realpathSync(folder)) return {};
    const [commit, date] = git('log', '-1', '--abbrev=12', '--format=%h %cs').trim().split(' ');
    if (!commit || !date) return {};
    const changes = git('diff', 'HEAD', '--no-ext-diff', '--binary');
    if (!changes) return { commit, date };
    return { commit, date, changes: createHash('sha256').update(changes).digest('hex').slice(0, 8) };
  } catch {
    return {};
  }
}
