import { readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readBounded } from '../files/bounded-file.ts';
import { makeFolder } from '../files/make-folder.ts';

/** Why something was put aside. */
export interface Why {
  /** A notifier's reason, `overflow`, `half-written`, `not-an-event`, `not-a-notification` or `late`. */
  readonly reason: string;
  /** One line. */
  readonly message: string;
  /** When, in epoch seconds. */
  readonly time: number;
}

/** What the limits of the spool have cost since it was made, or since a person cleared it. */
export interface SpoolCounts {
  /** Events that were put aside because too many waited, for each notifier. */
  readonly overflowed: Readonly<Record<string, number>>;
  /** What was put aside and then removed because that was too much, for each folder of `failed`. */
  readonly removed: Readonly<Record<string, number>>;
}

const suffix = '.why';
const mostBytes = 2 ** 20;

// People may write there, too.
const whySchema: z.ZodType<Why> = z.object({ reason: z.string(), message: z.string(), time: z.number() });
const perFolder = z.record(z.string(), z.int().min(0)).default({});
const countsSchema: z.ZodType<SpoolCounts> = z.object({ overflowed: perFolder, removed: perFolder });

/**
 * The spool's folder `failed`: what can never be delivered, for a person to look at; a folder for each notifier, and
 * `new` for what is no notification. Beside each entry lies NAME.why, which says why.
 *
 * Each folder holds `limit` entries; beyond it the oldest tenth is removed and counted.
 */
export class Quarantine {
  readonly directory: string;
  readonly #limit: number;
  readonly #countsFile: string;
  readonly #sizes = new Map<string, number>();

  /** @param spool the spool's directory */
  constructor(spool: string, limit: number) {
    this.directory = join(spool, 'failed');
    this.#limit = limit;
    this.#countsFile = join(spool, 'counts.json');
  }

  /** Moves entries of one folder here, oldest first. What is no longer there is left out. Throws what `rename` throws. */
  put(folder: string, from: string, names: readonly string[], why: Why): void {
    const to = join(this.directory, folder);
    makeFolder(to);
    for (const name of names) {
      // The reason is of less worth than the move, which has to succeed on a full disk as well.
      tolerate(() => writeFileSync(join(to, `${name}${suffix}`), JSON.stringify(why), { mode: 0o640 }));
      try {
        renameSync(join(from, name), join(to, name));
      } catch (error) {
        tolerate(() => rmSync(join(to, `${name}${suffix}`), { force: true }));
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    if (why.reason === 'overflow') this.#count('overflowed', folder, names.length);
    this.#bound(folder, names.length);
  }

  /** The names of the folders: those of notifiers, and `new`. */
  folders(): string[] {
    return listed(this.directory).filter((name) => isFolder(join(this.directory, name)));
  }

  /** The entries of a folder, oldest first. */
  entries(folder: string): string[] {
    return listed(join(this.directory, folder)).filter((name) => !name.endsWith(suffix));
  }

  why(folder: string, name: string): Why | undefined {
    try {
      return whySchema.parse(readJson(join(this.directory, folder, `${name}${suffix}`)));
    } catch {
      return undefined;
    }
  }

  remove(folder: string, name: string): void {
    rmSync(join(this.directory, folder, name), { recursive: true, force: true });
    rmSync(join(this.directory, folder, `${name}${suffix}`), { force: true });
  }

  /** Puts an entry back to where it came from, as if it had come at `now` (epoch seconds). */
  giveBack(folder: string, name: string, to: string, now: number): void {
    const path = join(this.directory, folder, name);
    tolerate(() => utimesSync(path, now, now));
    renameSync(path, join(to, name));
    rmSync(join(this.directory, folder, `${name}${suffix}`), { force: true });
  }

  counts(): SpoolCounts {
    try {
      return countsSchema.parse(readJson(this.#countsFile));
    } catch {
      return { overflowed: {}, removed: {} };
    }
  }

  clearCounts(): void {
    rmSync(this.#countsFile, { force: true });
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
    tolerate(() => {
      writeFileSync(`${this.#countsFile}.tmp`, JSON.stringify(next), { mode: 0o640 });
      renameSync(`${this.#countsFile}.tmp`, this.#countsFile);
    });
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function readJson(file: string): unknown {
  return JSON.parse(readBounded(file, { mostBytes, links: false }).toString());
}

function tolerate(attempt: () => void): void {
  try {
    attempt();
  } catch {
    // Said nowhere: what matters more is under way.
  }
}
