import { statSync } from 'node:fs';
import { foreignPart, type ForeignPart } from '../../plugins/files/foreign-part.ts';
import { OutsideError } from '../process/command-error.ts';

/** The calls of Node's `process` by which root becomes another user; they are missing on Windows. */
export type ProcessOwner = Pick<NodeJS.Process, 'getuid' | 'setgroups' | 'setgid' | 'setuid'>;

/**
 * Makes a process of root one of the user that could lead root elsewhere, for good: a check before each call would not
 * be safe against a race. Does nothing for other users, and where only root may write.
 *
 * @throws OutsideError where everybody may write
 */
export function becomeOwner(part: ForeignPart | undefined, owner: ProcessOwner): void {
  if (owner.getuid?.() !== 0 || !part) return;
  const { path, uid, gid } = part;
  if (uid === 0)
    throw new OutsideError(`${path} can be written by everybody; root does not work there (chmod o-w)`);
  owner.setgroups?.([]);
  owner.setgid?.(gid);
  owner.setuid?.(uid);
}

/** Root reads and writes in a spool as its owner; without a spool there is nothing to be careful of. */
export function becomeSpoolOwner(spool: string, owner: ProcessOwner): void {
  if (statSync(spool, { throwIfNoEntry: false })) becomeOwner(foreignPart(spool), owner);
}
