import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { readBounded } from './bounded-file.ts';
import type { Disk } from './disk.ts';

/** For owner and group. */
const fileMode = 0o640;
const folderMode = 0o750;

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_WRONLY } = constants;

/** The real disk, by `node:fs`. */
export const nodeDisk: Disk = {
  list: (folder) => readdirSync(folder),
  status: (path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    return (
      status && {
        isFolder: status.isDirectory(),
        modifiedTime: status.mtimeMs / 1000,
        changedTime: status.ctimeMs / 1000,
      }
    );
  },
  read: (path, { maxBytes }) => readBounded(path, { maxBytes, symlinks: false }),
  write: (path, content) => write(path, content, false),
  writeSynced: (path, content) => write(path, content, true),
  overwriteSynced: (path, content) => {
    const file = openSync(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const bytes = Buffer.from(content);
      fill(file, bytes);
      ftruncateSync(file, bytes.length);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  },
  syncFolder: (folder) => {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  rename: (from, to) => renameSync(from, to),
  unlink: (path) => unlinkSync(path),
  removeTree: (path) => rmSync(path, { recursive: true, force: true }),
  makeFolder: (path) => {
    mkdirSync(path, { mode: folderMode });
  },
  removeFolder: (path) => rmdirSync(path),
  setModifiedTime: (path, time) => utimesSync(path, time, time),
  space: (folder) => {
    const { bsize, blocks, bavail, files, ffree } = statfsSync(folder);
    return { totalBytes: bsize * blocks, freeBytes: bsize * bavail, ...(files > 0 && { freeNames: ffree }) };
  },
};

/** Whatever has the name is removed, not opened: it may be a link to a file of others. */
function write(path: string, content: string | Uint8Array, isSynced: boolean): void {
  const file = created(path);
  try {
    fill(file, Buffer.from(content));
    if (isSynced) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function fill(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
}

function created(path: string): number {
  const flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
  try {
    return openSync(path, flags, fileMode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    unlinkSync(path);
    return openSync(path, flags, fileMode);
  }
}
