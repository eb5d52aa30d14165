import type { ReadOptions } from './bounded-file.ts';

/** The status of a file or folder. */
export interface FileStatus {
  readonly isFolder: boolean;
  /** Its last modification and its last change of any kind (also of its name), in epoch seconds. */
  readonly modifiedTime: number;
  readonly changedTime: number;
}

/** The room of a file system. */
export interface DiskSpace {
  readonly totalBytes: number;
  readonly freeBytes: number;
  /** Names for files; undefined where the file system does not count them. */
  readonly freeNames?: number;
}

/**
 * The operations on files that the spool needs. The real one is `nodeDisk`; a simulation passes in another one.
 *
 * Every method throws what the file system says, as an error with a `code`. Only what was synced survives a crash of
 * the machine: the content of a file and the names in a folder are synced separately.
 */
export interface Disk {
  /** Names in a folder, in any order. */
  list(folder: string): string[];
  /** undefined where nothing has this name. Follows symlinks. */
  status(path: string): FileStatus | undefined;
  /** Reads a regular file; refuses symlinks. @throws FileRefusal when it is something else or too long */
  read(path: string, options: Pick<ReadOptions, 'maxBytes'>): Buffer;
  /** Creates a file or replaces its content. */
  write(path: string, content: string | Uint8Array): void;
  /** Writes a file, and syncs its content but not its name. */
  writeSynced(path: string, content: string | Uint8Array): void;
  /** Replaces the content of a file in the room that it has, and syncs it. */
  overwriteSynced(path: string, content: string): void;
  /** Syncs the names in a folder, also those that are gone. */
  syncFolder(folder: string): void;
  /** Moves a file or folder in one step; replaces a file. */
  rename(from: string, to: string): void;
  /** Removes a file. @throws Error with code ENOENT where there is nothing */
  unlink(path: string): void;
  /** Removes a file, or a folder and everything in it; does nothing where there is nothing. */
  removeTree(path: string): void;
  /** Makes one folder. */
  makeFolder(path: string): void;
  /** Removes an empty folder. */
  removeFolder(path: string): void;
  /** Sets the time of the last modification. @param time epoch seconds */
  setModifiedTime(path: string, time: number): void;
  space(folder: string): DiskSpace;
}
