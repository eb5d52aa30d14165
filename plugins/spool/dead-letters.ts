import { join } from 'node:path';
import { z } from 'zod';
import { writeAtomically } from '../files/atomic-file.ts';
import type { Disk } from '../files/disk.ts';
import { tolerate } from '../files/durable-file.ts';
import { makeFolder, unlessMissing } from '../files/folder.ts';

/** The reason for a dead letter. */
export interface Why {
  /** A notifier's reason, `overflow`, `half-written`, `not-an-event`, `not-a-notification` or `late`. */
  readonly reason: string;
  /** One line. */
  readonly message: string;
  /** Epoch seconds of the move to `failed`. */
  readonly time: number;
}

/** The cost of the spool's limits since it was made, or since a person cleared it. */
export interface SpoolCounts {
  /** Events beyond the limit of waiting events, by notifier. */
  readonly overflowed: Readonly<Record<string, number>>;
  /** Dead letters that were removed because there were too many, by folder of `failed`. */
  readonly removed: Readonly<Record<string, number>>;
}

const suffix = '.why';
const maxBytes = 2 ** 20;

// People may write there, too.
const whySchema: z.ZodType<Why> = z.object({ reason: z.string(), message: z.string(), time: z.number() });
const perFolder = z.record(z.string(), z.int().min(0)).default({});
const countsSchema: z.ZodType<SpoolCounts> = z.object({ overflowed: perFolder, removed: perFolder });

/**
 * The dead letters of a spool, in its folder `failed`: a folder for each notifier, and `new` for files that are not a
 * notification. NAME.why beside an entry tells the reason.
 *
 * Each folder holds `limit` entries. Beyond it the oldest tenth is removed and counted.
 */
export class DeadLetters {
  readonly directory: string;
  readonly #disk: Disk;
  readonly #limit: number;
  readonly #countsFile: string;
  /** Folders whose names are synced. */
  readonly #prepared = new Set<string>();
  readonly #sizes = new Map<string, number>();

  /** @param spool the spool's directory */
  constructor(disk: Disk, spool: string, limit: number) {
    this.directory = join(spool, 'failed');
    this.#disk = disk;
    this.#limit = limit;
    this.#countsFile = join(spool, 'counts.json');
  }

  /**
   * Moves entries of one folder here, oldest first. Names that are gone are ignored.
   *
   * @throws Error of the file system when an entry cannot be moved
   */
  put(folder: string, from: string, names: readonly string[], why: Why): void {
    const to = join(this.directory, folder);
    this.#prepare(to);
    for (const name of names) {
      const whyFile = join(to, `${name}${suffix}`);
      // The move matters more than the reason, and has to succeed on a full disk as well.
      tolerate(() => this.#disk.write(whyFile, JSON.stringify(why)));
      try {
        this.#disk.rename(join(from, name), join(to, name));
      } catch (error) {
        tolerate(() => this.#disk.removeTree(whyFile));
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    // A full disk may refuse that; the entries are here all the same.
    tolerate(() => this.#disk.syncFolder(to));
    if (why.reason === 'overflow') this.#count('overflowed', folder, names.length);
    this.#bound(folder, names.length);
  }

  /** The names of the folders: those of notifiers, and `new`. */
  folders(): string[] {
    return this.#list(this.directory).filter(
      (name) => this.#disk.status(join(this.directory, name))?.isFolder ?? false,
    );
  }

  /** The entries of a folder, oldest first. */
  entries(folder: string): string[] {
    return this.#list(join(this.directory, folder)).filter((name) => !name.endsWith(suffix));
  }

  why(folder: string, name: string): Why | undefined {
    try {
      return whySchema.parse(this.#readJson(join(this.directory, folder, `${name}${suffix}`)));
    } catch {
      return undefined;
    }
  }

  remove(folder: string, name: string): void {
    this.#disk.removeTree(join(this.directory, folder, name));
    this.#disk.removeTree(join(this.directory, folder, `${name}${suffix}`));
  }

  /** Moves an entry back to where it came from, as if it had arrived at `now` (epoch seconds). */
  giveBack(folder: string, name: string, to: string, now: number): void {
    const path = join(this.directory, folder, name);
    tolerate(() => this.#disk.setModifiedTime(path, now));
    this.#disk.rename(path, join(to, name));
    this.#disk.removeTree(join(this.directory, folder, `${name}${suffix}`));
  }

  counts(): SpoolCounts {
    try {
      return countsSchema.parse(this.#readJson(this.#countsFile));
    } catch {
      return { overflowed: {}, removed: {} };
    }
  }

  clearCounts(): void {
    this.#disk.removeTree(this.#countsFile);
  }

  /** Makes a folder; its name survives a crash of the machine before anything is moved there. */
  #prepare(folder: string): void {
    if (this.#prepared.has(folder) && this.#disk.status(folder)) return;
    makeFolder(this.#disk, folder);
    tolerate(() => {
      this.#disk.syncFolder(this.directory);
      this.#prepared.add(folder);
    });
  }

  #bound(folder: string, added: number): void {
    const size = (this.#sizes.get(folder) ?? Number.POSITIVE_INFINITY) + added;
    this.#sizes.set(folder, size);
    if (size <= this.#limit) return;
    // A person may have removed some.
    const entries = this.entries(folder);
    const surplus =
      entries.length > this.#limit ? entries.slice(0, entries.length - Math.floor(this.#limit * 0.9)) : [];
    this.#sizes.set(folder, entries.length - surplus.length);
    for (const name of surplus) this.remove(folder, name);
    if (surplus.length > 0) this.#count('removed', folder, surplus.length);
  }

  #count(what: keyof SpoolCounts, folder: string, more: number): void {
    const counts = this.counts();
    const next = { ...counts, [what]: { ...counts[what], [folder]: (counts[what][folder] ?? 0) + more } };
    tolerate(() =>
      writeAtomically(this.#disk, this.#countsFile, `${this.#countsFile}.tmp`, JSON.stringify(next)),
    );
  }

  /** Sorted; empty where there is no such folder. */
  #list(folder: string): string[] {
    return unlessMissing(() => this.#disk.list(folder).sort()) ?? [];
  }

  #readJson(file: string): unknown {
    return JSON.parse(this.#disk.read(file, { maxBytes }).toString());
  }
}
