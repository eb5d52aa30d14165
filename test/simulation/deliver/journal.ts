import { basename, dirname } from 'node:path';

/** A file or a folder of the simulated disk. */
export interface Inode {
  readonly isFolder: boolean;
  content: string;
  /** The content that survives a crash of the machine; undefined before the first sync. */
  synced: string | undefined;
  modifiedTime: number;
  changedTime: number;
}

/** One step of the file system's journal: all of these names change, or none. */
type Change = readonly {
  readonly folder: string;
  readonly name: string;
  readonly inode: Inode | undefined;
}[];
/** The names in each folder, by its path. */
export type Folders = Map<string, Map<string, Inode>>;

/** The names on a simulated disk: as programs see them, and as a crash of the machine would leave them. */
export class Journal {
  readonly folders: Folders;
  readonly #durable: Folders;
  /** Changes that are not synced, oldest first. */
  #pending: Change[] = [];

  constructor(folders: Folders) {
    this.folders = folders;
    this.#durable = copied(folders);
  }

  /** Makes the folder of a new name. */
  addFolder(path: string): void {
    this.folders.set(path, new Map());
    this.#durable.set(path, new Map());
  }

  /** Removes a folder and the folders in it, for good. */
  dropFolder(path: string): void {
    for (const folders of [this.folders, this.#durable]) {
      for (const folder of folders.keys())
        if (folder === path || folder.startsWith(`${path}/`)) folders.delete(folder);
      folders.get(dirname(path))?.delete(basename(path));
    }
    this.#pending = this.#pending.filter((change) =>
      change.every(({ folder, name }) => !`${pathOf(folder, name)}/`.startsWith(`${path}/`)),
    );
  }

  change(change: Change): void {
    apply(this.folders, change);
    this.#pending.push(change);
  }

  /** Makes every change of a folder survive, and the earlier ones that it builds on. */
  sync(folder: string): void {
    const isKept = this.#closure((change) => change.some((part) => part.folder === folder));
    for (const change of this.#pending) if (isKept.has(change)) apply(this.#durable, change);
    this.#pending = this.#pending.filter((change) => !isKept.has(change));
  }

  /** The names after a crash of the machine. @param random 0 to 1, decides which changes are lost */
  surviving(random: () => number): Folders {
    const share = random();
    const isKept = this.#closure(() => random() < share);
    const folders = copied(this.#durable);
    for (const change of this.#pending) if (isKept.has(change)) apply(folders, change);
    return folders;
  }

  /** The wanted changes, and the earlier ones that they build on. */
  #closure(isWanted: (change: Change) => boolean): Set<Change> {
    const kept = new Set<Change>();
    const touched = new Set<string>();
    for (const change of this.#pending.toReversed()) {
      const keys = change.map(({ folder, name }) => pathOf(folder, name));
      if (!isWanted(change) && !keys.some((key) => touched.has(key))) continue;
      kept.add(change);
      for (const key of keys) touched.add(key);
    }
    return kept;
  }
}

function copied(folders: Folders): Folders {
  return new Map([...folders].map(([folder, names]) => [folder, new Map(names)]));
}

function apply(folders: Folders, change: Change): void {
  for (const { folder, name, inode } of change) {
    if (inode) folders.get(folder)?.set(name, inode);
    else folders.get(folder)?.delete(name);
  }
}

export function pathOf(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}
