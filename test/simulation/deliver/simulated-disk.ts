import { basename, dirname } from 'node:path';
import { FileRefusal } from '../../../plugins/files/bounded-file.ts';
import { Journal, pathOf, type Folders, type Inode } from './journal.ts';
import type { Disk, DiskSpace, FileStatus } from '../../../plugins/files/disk.ts';

/** The kinds of crash: of the process alone, or of the machine with everything that was not synced. */
export type Crash = 'process' | 'machine';

export interface SimulatedDiskParts {
  readonly now: () => number;
  /** Called before each step that changes something, with its number from 1 on and what it does. */
  readonly onStep: (step: number, operation: string, path: string) => void;
  /** The code of the error that an operation fails with now, such as ENOSPC or EIO. */
  readonly fault: (operation: string, path: string) => string | undefined;
}

/**
 * A disk in memory that crashes as pessimistically as POSIX allows: the content of a file, and each name in a folder,
 * survive a crash of the machine only when they were synced. Otherwise either may be lost without the other; content
 * may be torn. A rename is kept or lost as a whole.
 */
export class SimulatedDisk implements Disk {
  #parts: SimulatedDiskParts | undefined;
  readonly #journal: Journal;
  #steps = 0;

  constructor(folders: Folders = new Map([['/', new Map()]])) {
    this.#journal = new Journal(folders);
  }

  /** From now on it is used at this time, and fails so. */
  attach(parts: SimulatedDiskParts): void {
    this.#parts = parts;
  }

  /** The names in a folder; none where there is no such folder. Never fails. */
  names(folder: string): string[] {
    return [...(this.#journal.folders.get(folder)?.keys() ?? [])];
  }

  /** The content of a file that is there. Never fails. */
  content(path: string): string {
    return this.#inode(path).content;
  }

  /** Removes a folder with all that is in it, as a person may do at any time. Never fails. */
  lose(path: string): void {
    this.#journal.dropFolder(path);
  }

  /** A disk as the next program finds it after a crash. @param random 0 to 1, decides what is lost */
  crashed(crash: Crash, random: () => number): SimulatedDisk {
    const copies = new Map<Inode, Inode>();
    const copied = (inode: Inode): Inode => {
      const known = copies.get(inode);
      if (known) return known;
      const content = crash === 'process' ? inode.content : survivor(inode, random);
      const copy = { ...inode, content, synced: content };
      copies.set(inode, copy);
      return copy;
    };
    const from = crash === 'process' ? this.#journal.folders : this.#journal.surviving(random);
    const folders: Folders = new Map([['/', new Map()]]);
    const copyFolder = (folder: string): void => {
      const names = folders.get(folder)!;
      for (const [name, inode] of from.get(folder) ?? []) {
        names.set(name, copied(inode));
        if (!inode.isFolder) continue;
        const path = pathOf(folder, name);
        folders.set(path, new Map());
        copyFolder(path);
      }
    };
    copyFolder('/');
    return new SimulatedDisk(folders);
  }

  list(folder: string): string[] {
    this.#fail('list', folder);
    return [...this.#names(folder).keys()];
  }

  status(path: string): FileStatus | undefined {
    if (path === '/') return { isFolder: true, modifiedTime: 0, changedTime: 0 };
    return this.#journal.folders.get(dirname(path))?.get(basename(path));
  }

  read(path: string, { maxBytes }: { readonly maxBytes: number }): Buffer {
    this.#fail('read', path);
    const inode = this.#inode(path);
    if (inode.isFolder) throw new FileRefusal('is a folder');
    if (inode.content.length > maxBytes) throw new FileRefusal(`is longer than ${maxBytes} bytes`);
    return Buffer.from(inode.content, 'latin1');
  }

  write(path: string, content: string | Uint8Array): void {
    this.#names(dirname(path));
    this.#step('create', path);
    // A step may remove the folder.
    let inode = this.#names(dirname(path)).get(basename(path));
    if (!inode) {
      const time = this.#now();
      inode = { isFolder: false, content: '', synced: undefined, modifiedTime: time, changedTime: time };
      this.#journal.change([{ folder: dirname(path), name: basename(path), inode }]);
    }
    const text = Buffer.from(content as string).toString('latin1');
    inode.content = text.slice(0, text.length / 2);
    this.#step('write', path);
    inode.content = text;
    inode.modifiedTime = this.#now();
    inode.changedTime = inode.modifiedTime;
  }

  writeSynced(path: string, content: string | Uint8Array): void {
    this.write(path, content);
    this.#step('sync', path);
    const inode = this.#inode(path);
    inode.synced = inode.content;
  }

  overwriteSynced = (path: string, content: string): void => this.writeSynced(path, content);

  syncFolder(folder: string): void {
    this.#names(folder);
    this.#step('sync-folder', folder);
    this.#names(folder);
    this.#journal.sync(folder);
  }

  rename(from: string, to: string): void {
    const inode = this.#inode(from);
    if (inode.isFolder) throw fault('ENOTSUP', from);
    this.#names(dirname(to));
    this.#step('rename', to);
    this.#inode(from);
    this.#names(dirname(to));
    inode.changedTime = this.#now();
    this.#journal.change([
      { folder: dirname(from), name: basename(from), inode: undefined },
      { folder: dirname(to), name: basename(to), inode },
    ]);
  }

  unlink(path: string): void {
    this.#inode(path);
    this.#step('unlink', path);
    this.#inode(path);
    this.#journal.change([{ folder: dirname(path), name: basename(path), inode: undefined }]);
  }

  removeTree(path: string): void {
    const inode = this.status(path);
    if (!inode) return;
    if (inode.isFolder) for (const name of this.list(path)) this.removeTree(pathOf(path, name));
    this.unlink(path);
  }

  makeFolder(path: string): void {
    const names = this.#names(dirname(path));
    if (names.has(basename(path))) throw fault('EEXIST', path);
    this.#step('make-folder', path);
    this.#names(dirname(path));
    const time = this.#now();
    const inode = { isFolder: true, content: '', synced: '', modifiedTime: time, changedTime: time };
    this.#journal.addFolder(path);
    this.#journal.change([{ folder: dirname(path), name: basename(path), inode }]);
  }

  removeFolder(path: string): void {
    this.unlink(path);
  }

  setModifiedTime(path: string, time: number): void {
    this.#inode(path).modifiedTime = time;
  }

  space(): DiskSpace {
    return { totalBytes: 2 ** 21, freeBytes: 2 ** 20 };
  }

  #now(): number {
    return this.#parts?.now() ?? 0;
  }

  #step(operation: string, path: string): void {
    this.#steps += 1;
    this.#parts?.onStep(this.#steps, operation, path);
    this.#fail(operation, path);
  }

  #fail(operation: string, path: string): void {
    const code = this.#parts?.fault(operation, path);
    if (code !== undefined) throw fault(code, path);
  }

  #names(folder: string): Map<string, Inode> {
    const names = this.#journal.folders.get(folder);
    if (!names) throw fault('ENOENT', folder);
    return names;
  }

  #inode(path: string): Inode {
    const inode = this.#names(dirname(path)).get(basename(path));
    if (!inode) throw fault('ENOENT', path);
    return inode;
  }
}

/** The content after a crash: all of it where it was synced; otherwise the old content, a part, or nothing. */
function survivor({ content, synced }: Inode, random: () => number): string {
  if (content === synced) return content;
  const chance = random();
  if (chance < 0.3) return content;
  if (chance < 0.6) return synced ?? '';
  return content.slice(0, Math.floor(random() * content.length));
}

function fault(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: simulated, ${path}`), { code });
}
