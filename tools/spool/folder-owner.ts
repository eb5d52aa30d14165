/** The calls of Node's `process` by which root becomes another user; they are missing on Windows. */
export type ProcessOwner = Pick<NodeJS.Process, 'getuid' | 'setgroups' | 'setgid' | 'setuid'>;

/**
 * Makes a process of root one of the user that owns a folder, for good. That user could put symlinks there, which root
 * would follow to files of others, and no check before each call is safe against a race.
 *
 * Does nothing for other users, and in a folder of root's.
 *
 * @param folder the status of the folder
 */
export function becomeOwner(
  { uid, gid }: { readonly uid: number; readonly gid: number },
  owner: ProcessOwner,
): void {
  if (owner.getuid?.() !== 0 || uid === 0) return;
  owner.setgroups?.([]);
  owner.setgid?.(gid);
  owner.setuid?.(uid);
}
