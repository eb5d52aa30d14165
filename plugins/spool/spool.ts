import { readdirSync, renameSync, rmSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { FileRefusal, readBounded } from '../files/bounded-file.ts';
import { syncFolder, writeDurably } from '../files/durable-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import { maximumNotificationBytes, NotificationError } from '../collectd/notification.ts';
import { Quarantine, type Why } from './quarantine.ts';
import { defaultSpoolLimits, type SpoolLimits } from './limits.ts';
import { SpoolQueue } from './queue.ts';
import { SpoolReserve } from './reserve.ts';
import { emptyState, parseSpoolState, type SpoolState } from './state.ts';

/** All that is open and known of: tens of thousands of episodes. */
const mostStateBytes = 256 * 2 ** 20;
/** How the names of events begin that this program queued: a number that can be counted on. */
const numbered = /^\d{12}-/;

/** What a killed dma-enqueue has left in tmp/ is removed after so long. */
const abandonedSeconds = 3600;

/**
 * The directory between collectd's short-lived `dma-enqueue` and the long-running `dma deliver`:
 *
 *   tmp/                  files being written
 *   new/                  notifications, as collectd printed them
 *   queue/<notifier>/     events that this notifier has yet to deliver, named so that they sort as they came
 *   failed/<notifier>/    what can never be delivered, for a person to look at; failed/new/ what is no notification
 *   patience/<notifier>   when it is tried again, and why it has to be
 *   episodes.json         the episodes that are open, and which sink knows of them
 *   reserve/              room for when the disk is full
 *   counts.json           what the limits have cost
 *   lock                  held by the `dma deliver` that works here
 *
 * Files appear and move by rename only, and are on the disk before what they stand for is removed: neither a crash of
 * the program nor one of the machine loses a notification.
 */
export class Spool {
  readonly directory: string;
  readonly quarantine: Quarantine;
  readonly reserve: SpoolReserve;
  readonly #limits: SpoolLimits;

  constructor(directory: string, limits: SpoolLimits = defaultSpoolLimits) {
    this.directory = directory;
    this.#limits = limits;
    this.quarantine = new Quarantine(directory, limits.failed);
    this.reserve = new SpoolReserve(directory);
  }

  /** Where notifications arrive. */
  get newDirectory(): string {
    return join(this.directory, 'new');
  }

  /** Makes the folders that are missing. Throws what the file system says. */
  prepare(): void {
    for (const folder of ['tmp', 'new', 'failed', 'queue', 'patience'])
      makeFolder(join(this.directory, folder));
    syncFolder(this.directory);
  }

  /** Removes what is left of files that were being written when their program was killed. */
  removeAbandoned(now: number): void {
    const folder = join(this.directory, 'tmp');
    for (const name of readdirSync(folder)) {
      const { mtimeMs } = statSync(join(folder, name), { throwIfNoEntry: false }) ?? {};
      if (mtimeMs !== undefined && now - mtimeMs / 1000 > abandonedSeconds)
        rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  /** What waits for one notifier; its folder is made by `prepare`. */
  queue(notifier: string): SpoolQueue {
    return new SpoolQueue(this.directory, notifier, this.quarantine, this.#limits.events);
  }

  /** The notifiers for which there is a queue, also those that are no longer configured. */
  queues(): string[] {
    return foldersIn(join(this.directory, 'queue'));
  }

  /** The names of the notifications that wait, in the order in which they came. */
  listNew(): string[] {
    return readdirSync(this.newDirectory).sort();
  }

  /**
   * The text of a notification; a link is none, so that nothing else can be read by way of the spool.
   *
   * @throws NotificationError when it is longer than any, or no file; else what the file system says
   */
  readNew(name: string): string {
    try {
      const path = join(this.newDirectory, name);
      return readBounded(path, { mostBytes: maximumNotificationBytes, links: false }).toString();
    } catch (error) {
      if (error instanceof FileRefusal) throw new NotificationError(`it ${error.message}`, { cause: error });
      throw error;
    }
  }

  /** When a notification arrived by the clock of this machine, in epoch seconds. Throws what the file system says. */
  arrivalTime(name: string): number {
    return statSync(join(this.newDirectory, name)).ctimeMs / 1000;
  }

  /** Those that are no longer there are none. */
  removeNew(names: readonly string[]): void {
    if (names.length === 0) return;
    for (const name of names) {
      try {
        unlinkSync(join(this.newDirectory, name));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      }
    }
    syncFolder(this.newDirectory);
  }

  /** Puts a notification aside that is none. */
  rejectNew(name: string, why: Why): void {
    this.quarantine.put('new', this.newDirectory, [name], why);
  }

  /**
   * What was last saved; undefined when nothing ever was.
   *
   * @throws SyntaxError, ZodError or FileRefusal when the file is not what it should be
   */
  loadState(): SpoolState | undefined {
    try {
      return parseSpoolState(readBounded(this.#stateFile, { mostBytes: mostStateBytes }).toString());
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** A state to begin with when there is none: the order of what waits already, or may be put back, is kept. */
  newState(): SpoolState {
    const names = this.queues().flatMap((notifier) => [
      ...readdirSync(join(this.directory, 'queue', notifier)),
      ...this.quarantine.entries(notifier),
    ]);
    const numbers = names.filter((name) => numbered.test(name)).map((name) => Number.parseInt(name, 10));
    const sequence = numbers.reduce((highest, number) => (number > highest ? number : highest), 0);
    return { ...emptyState, sequence };
  }

  /** Puts a state aside that cannot be read. */
  rejectState(): void {
    // What was put aside before may be a folder, which a file would not replace.
    rmSync(`${this.#stateFile}.broken`, { recursive: true, force: true });
    renameSync(this.#stateFile, `${this.#stateFile}.broken`);
  }

  saveState(state: SpoolState): void {
    const temporary = join(this.directory, 'tmp', 'episodes.json');
    writeDurably(this.#stateFile, temporary, JSON.stringify(state), () => this.reserve.giveUp());
    syncFolder(this.directory);
  }

  get #stateFile(): string {
    return join(this.directory, 'episodes.json');
  }
}

/** Sorted by name. */
function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}
