import { chownSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const removal = { recursive: true, force: true, maxRetries: 5 } as const;

/**
 * Removes the directory of a private stack. Root removes the content of a folder of another user with that user's
 * rights: whoever may write there could exchange a folder for a symlink meanwhile.
 */
export function removeStack(directory: string): void {
  if (process.getuid?.() === 0)
    for (const name of readdirSync(directory)) {
      const folder = join(directory, name);
      const { uid, gid } = lstatSync(folder);
      if (uid === 0) continue;
      as(uid, gid, () => {
        for (const entry of readdirSync(folder)) rmSync(join(folder, entry), removal);
      });
      chownSync(folder, 0, 0);
    }
  rmSync(directory, removal);
}

/** Does what the user may do. What that user may not is left. */
function as(uid: number, gid: number, attempt: () => void): void {
  const groups = process.getgroups!();
  process.setgroups!([]);
  process.setegid!(gid);
  process.seteuid!(uid);
  try {
    attempt();
  } catch {
    // Root's part follows.
  } finally {
    process.seteuid!(0);
    process.setegid!(0);
    process.setgroups!(groups);
  }
}
