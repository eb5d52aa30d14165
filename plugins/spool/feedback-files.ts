import { join } from 'node:path';
import { z } from 'zod';
import type { Disk } from '../files/disk.ts';
import { isTransient, writeDurably } from '../files/durable-file.ts';
import { makeFolder, unlessMissing } from '../files/folder.ts';
import { formatVersioned, parseVersioned } from './version.ts';

/** The upper bound of a note, in characters. */
export const maxNoteLength = 500;

const maxBytes = 64 * 1024;
const suffix = '.json';

const feedbackSchema = z
  .object({
    /** Of the episode. */
    id: z.string().min(1),
    /**
     * `mended`: it was right, and somebody acted before the limit was reached; `false`: there was no danger; `real`:
     * it was right.
     */
    verdict: z.enum(['mended', 'false', 'real']),
    note: z.string(),
    /** The user who gave it, and when, in epoch seconds. */
    by: z.string(),
    time: z.number().min(0),
    host: z.string(),
    resource: z.string(),
    /** The beginning of the episode, and its end where that was known, in epoch seconds. */
    since: z.number(),
    end: z.number().exactOptional(),
  })
  .readonly();

/**
 * The judgement of a person about one episode. It names the resource and the times of the alert, so that who reads it
 * (`dma predict`, for one) needs nothing else.
 */
export type Feedback = z.output<typeof feedbackSchema>;

/** The feedback in a spool: a file for each episode in its folder `feedback`; the last word counts. */
export class FeedbackFiles {
  readonly folder: string;
  readonly #disk: Disk;
  readonly #temporary: (id: string) => string;

  /** @param spool the spool's directory */
  constructor(disk: Disk, spool: string) {
    this.folder = join(spool, 'feedback');
    this.#disk = disk;
    this.#temporary = (id) => join(spool, 'tmp', `feedback-${encodeURIComponent(id).slice(0, 100)}`);
  }

  /** Replaces the feedback on an episode. @throws Error of the file system, such as ENOSPC */
  put(feedback: Feedback): void {
    makeFolder(this.#disk, this.folder);
    const { id } = feedback;
    writeDurably(this.#disk, this.#file(id), this.#temporary(id), formatVersioned(feedback));
    this.#disk.syncFolder(this.folder);
  }

  /**
   * The feedback on an episode; undefined where nobody gave any, or it is malformed or of a newer version.
   *
   * @throws Error of the file system that passes, such as EMFILE
   */
  of(id: string): Feedback | undefined {
    return this.#read(this.#file(id));
  }

  /** All feedback, in no order. @throws Error of the file system */
  all(): Feedback[] {
    return this.#names().flatMap((name) => this.#read(join(this.folder, name)) ?? []);
  }

  /** Removes what was given before a time, in epoch seconds. @throws Error of the file system */
  prune(before: number): void {
    const old = this.all().filter(({ time, end }) => Math.max(time, end ?? time) < before);
    for (const { id } of old) unlessMissing(() => this.#disk.unlink(this.#file(id)));
    if (old.length > 0) this.#disk.syncFolder(this.folder);
  }

  #file(id: string): string {
    return join(this.folder, `${encodeURIComponent(id).slice(0, 200)}${suffix}`);
  }

  #names(): string[] {
    return (unlessMissing(() => this.#disk.list(this.folder)) ?? []).filter((name) => name.endsWith(suffix));
  }

  #read(file: string): Feedback | undefined {
    try {
      const text = this.#disk.read(file, { maxBytes }).toString();
      return feedbackSchema.parse(parseVersioned(text, (fields) => fields));
    } catch (error) {
      if (isTransient(error)) throw error;
      return undefined;
    }
  }
}
