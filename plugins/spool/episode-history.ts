import { join } from 'node:path';
import { z } from 'zod';
import type { Disk } from '../files/disk.ts';
import { isTransient, writeDurably } from '../files/durable-file.ts';
import { makeFolder, unlessMissing } from '../files/folder.ts';
import { closedEpisodeSchema, type ClosedEpisode } from './closed-episode.ts';
import { formatVersioned, parseVersioned } from './version.ts';

/** The bounds of the history. */
export const historyDays = 30;
const maxEpisodes = 10_000;
const maxBytes = 32 * 2 ** 20;

const maxFileBytes = 2 ** 20;
/** The upper bound of episodes in one file: each has some kilobytes. */
const maxInFile = 100;
const form = /^\d{13}-.*\.json$/s;
const fileSchema = z.object({ episodes: z.array(closedEpisodeSchema) });

/** A file of the history, and how long it is. */
interface HistoryFile {
  readonly name: string;
  readonly bytes: number;
  readonly episodes: readonly ClosedEpisode[];
}

/**
 * The episodes of the last 30 days that have ended, in the folder `history` of a spool: at most 10,000 of them in at
 * most 32 MiB. A file holds what ended together and never changes; its name sorts by the time of that.
 *
 * An episode may stand in two files after a crash: it counts once.
 */
export class EpisodeHistory {
  readonly folder: string;
  readonly #disk: Disk;
  readonly #temporary: string;

  /** @param spool the spool's directory */
  constructor(disk: Disk, spool: string) {
    this.folder = join(spool, 'history');
    this.#disk = disk;
    this.#temporary = join(spool, 'tmp', 'history');
  }

  /** Adds episodes, which survive a crash of the machine. @throws Error of the file system, such as ENOSPC */
  add(episodes: readonly ClosedEpisode[]): void {
    if (episodes.length === 0) return;
    makeFolder(this.#disk, this.folder);
    for (let at = 0; at < episodes.length; at += maxInFile) {
      const part = episodes.slice(at, at + maxInFile);
      const { id, end } = part[0]!;
      // The same again when a crash makes the same notifications be taken again.
      const name = `${String(Math.round(end * 1000)).padStart(13, '0')}-${encodeURIComponent(id).slice(0, 100)}.json`;
      writeDurably(this.#disk, join(this.folder, name), this.#temporary, formatVersioned({ episodes: part }));
    }
    this.#disk.syncFolder(this.folder);
  }

  /**
   * All episodes, the first to end first. What is malformed or of a newer version is left out.
   *
   * @throws Error of the file system
   */
  all(): ClosedEpisode[] {
    const byId = new Map(
      this.#files().flatMap(({ episodes }) => episodes.map((episode) => [episode.id, episode])),
    );
    return [...byId.values()].sort((a, b) => a.end - b.end);
  }

  /**
   * Removes the oldest files beyond the bounds.
   *
   * @param now epoch seconds; undefined while the clock may be wrong, when no age counts
   * @throws Error of the file system
   */
  prune(now: number | undefined): void {
    const files = this.#files();
    let count = files.reduce((sum, { episodes }) => sum + episodes.length, 0);
    let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const oldest = now === undefined ? Number.NEGATIVE_INFINITY : now - historyDays * 86_400;
    let isAny = false;
    for (const { name, bytes: own, episodes } of files) {
      const newest = Math.max(Number(name.slice(0, 13)) / 1000, ...episodes.map(({ end }) => end));
      if (newest >= oldest && count <= maxEpisodes && bytes <= maxBytes) continue;
      unlessMissing(() => this.#disk.unlink(join(this.folder, name)));
      count -= episodes.length;
      bytes -= own;
      isAny = true;
    }
    if (isAny) this.#disk.syncFolder(this.folder);
  }

  /** Oldest first. */
  #files(): HistoryFile[] {
    const names = unlessMissing(() => this.#disk.list(this.folder)) ?? [];
    return names
      .filter((name) => form.test(name))
      .sort()
      .flatMap((name) => this.#read(name) ?? []);
  }

  /** A file that is malformed or of a newer version has no episodes. */
  #read(name: string): HistoryFile | undefined {
    let bytes = 0;
    try {
      const content = this.#disk.read(join(this.folder, name), { maxBytes: maxFileBytes });
      bytes = content.length;
      const { episodes } = fileSchema.parse(parseVersioned(content.toString(), (fields) => fields));
      return { name, bytes, episodes };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      if (code === 'EIO' || isTransient(error)) throw error;
      return { name, bytes, episodes: [] };
    }
  }
}
