import { join } from 'node:path';
import { z } from 'zod';
import type { Disk } from '../files/disk.ts';
import { isTransient, writeDurably } from '../files/durable-file.ts';
import { makeFolder, unlessMissing } from '../files/folder.ts';
import { formatVersioned, NewerFile, parseVersioned } from './version.ts';

/** The upper bounds of silences that count at a time, of the length of one, and of its comment. */
export const maxSilences = 1000;
export const maxSilenceDays = 365;
export const maxCommentLength = 500;

const maxBytes = 64 * 1024;
const suffix = '.json';
const name = z.string().min(1).max(1000);

const silenceSchema = z
  .object({
    /** Eight hexadecimal digits. */
    id: z.string().regex(/^[0-9a-f]{8}$/),
    /** A name in collectd, with the wildcards of a route; absent for every host. */
    host: name.exactOptional(),
    /** A target or a resource, with the wildcards of a route; absent for every target. */
    target: name.exactOptional(),
    /** Epoch seconds: from `start` to before `end`. */
    start: z.number().min(0),
    end: z.number().min(0),
    comment: z.string(),
    /** The user who added it. */
    by: z.string(),
  })
  .readonly();

/** A time without new alerts of some hosts or targets, which a person has asked for. */
export type Silence = z.output<typeof silenceSchema>;

/** The result of reading a file of a silence. */
export type SilenceFile =
  | { readonly kind: 'silence'; readonly silence: Silence }
  | { readonly kind: 'gone' }
  /** Of a newer version, or malformed: it silences nothing. */
  | { readonly kind: 'unusable'; readonly message: string };

/**
 * The silences of a spool: a file for each in its folder `silences`, which appears and goes in one step and never
 * changes. So a command and `dma deliver` need no lock.
 */
export class SilenceFiles {
  readonly folder: string;
  readonly #disk: Disk;
  readonly #temporary: (id: string) => string;

  /** @param spool the spool's directory */
  constructor(disk: Disk, spool: string) {
    this.folder = join(spool, 'silences');
    this.#disk = disk;
    this.#temporary = (id) => join(spool, 'tmp', `silence-${id}`);
  }

  /** The names of the files, sorted; empty where there is no such folder. @throws Error of the file system */
  names(): string[] {
    const names = unlessMissing(() => this.#disk.list(this.folder)) ?? [];
    return names.filter((file) => file.endsWith(suffix)).sort();
  }

  /** @throws Error of the file system that passes, such as EMFILE */
  read(file: string): SilenceFile {
    try {
      const text = this.#disk.read(join(this.folder, file), { maxBytes }).toString();
      const silence = silenceSchema.parse(parseVersioned(text, (fields) => fields));
      if (file === `${silence.id}${suffix}`) return { kind: 'silence', silence };
      return { kind: 'unusable', message: 'has the id of another one' };
    } catch (error) {
      if (isTransient(error)) throw error;
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { kind: 'gone' };
      return { kind: 'unusable', message: error instanceof NewerFile ? error.message : 'is malformed' };
    }
  }

  /** All silences, the first to end first, and the names of the files that are not usable. */
  all(): { readonly silences: Silence[]; readonly unusable: string[] } {
    const read = this.names().map((file) => ({ file, ...this.read(file) }));
    return {
      silences: read
        .flatMap((found) => (found.kind === 'silence' ? [found.silence] : []))
        .sort((a, b) => a.end - b.end),
      unusable: read.flatMap(({ file, kind }) => (kind === 'unusable' ? [file] : [])),
    };
  }

  /** Adds a silence, which survives a crash of the machine. @throws Error of the file system, such as ENOSPC */
  add(silence: Silence): void {
    makeFolder(this.#disk, this.folder);
    const path = join(this.folder, `${silence.id}${suffix}`);
    writeDurably(this.#disk, path, this.#temporary(silence.id), formatVersioned(silence));
    this.#disk.syncFolder(this.folder);
  }

  /** Ends a silence; one that is gone is ignored. @throws Error of the file system */
  remove(id: string): void {
    unlessMissing(() => this.#disk.unlink(join(this.folder, `${id}${suffix}`)));
    unlessMissing(() => this.#disk.syncFolder(this.folder));
  }
}
