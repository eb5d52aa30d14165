import type { Disk } from './disk.ts';

/** A full disk, or a user's full quota: it passes. */
export function isDiskFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** A shortage of the machine that says nothing about the file itself: it passes. */
export function isTransient(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN'].includes(code);
}

/**
 * Writes a file so that a crash of the machine leaves all of it or nothing under its name. The name itself survives
 * such a crash once its folder is synced. A failed write leaves nothing.
 *
 * @param temporary on the same file system, used by nobody else
 * @param takePiece called while the disk is full; moves a file with room of its own to the path, or returns false
 *   (default: it always does)
 */
export function writeDurably(
  disk: Disk,
  path: string,
  temporary: string,
  text: string,
  takePiece: (path: string) => boolean = () => false,
): void {
  for (;;)
    try {
      disk.writeSynced(temporary, text);
      return disk.rename(temporary, path);
    } catch (error) {
      if (isDiskFull(error) && takePiece(temporary)) {
        // What is removed from a full disk may go to another program, or to the blocks that are kept for root.
        if (!isOverwritten(disk, temporary, text)) continue;
        return disk.rename(temporary, path);
      }
      // Half a file would take room on a disk that is full.
      tolerate(() => disk.removeTree(temporary));
      throw error;
    }
}

/** False where its room is too small, or is not used again: then its removal may make some. */
function isOverwritten(disk: Disk, path: string, text: string): boolean {
  try {
    disk.overwriteSynced(path, text);
    return true;
  } catch {
    return false;
  }
}

/** Runs what need not succeed, because something that matters more has failed or succeeded already. */
export function tolerate(attempt: () => void): void {
  try {
    attempt();
  } catch {
    // The caller reports what matters.
  }
}
