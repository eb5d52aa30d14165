import { join } from 'node:path';
import { maxNotificationBytes, NotificationError } from '../collectd/notification.ts';
import { FileRefusal } from '../files/bounded-file.ts';
import type { Disk } from '../files/disk.ts';
import { writeDurably } from '../files/durable-file.ts';
import { adoptFolder, makeFolder, unlessMissing } from '../files/folder.ts';
import { DeadLetters, type Why } from './dead-letters.ts';
import { defaultSpoolLimits, type SpoolLimits } from './limits.ts';
import { SpoolQueue } from './queue.ts';
import { splitName } from './queued-event.ts';
import { SpoolReserve } from './reserve.ts';
import { emptyState, formatSpoolState, parseSpoolState, type SpoolState } from './state.ts';

/** Tens of thousands of open episodes. */
const maxStateBytes = 256 * 2 ** 20;
/** The folders that every spool has. */
const folders = ['tmp', 'new', 'failed', 'queue', 'retry'];
/** Age of a file in tmp/ that a killed dma-enqueue has left. */
const abandonedSeconds = 3600;

/**
 * The directory between collectd's short-lived `dma-enqueue` and the long-running `dma deliver`:
 *
 *   tmp/                  files being written
 *   new/                  notifications, as collectd printed them
 *   queue/<notifier>/     events that this notifier has yet to deliver, named so that they sort in order of arrival
 *   failed/<notifier>/    dead letters: events that can never be delivered; failed/new/ files that are no notification
 *   retry/<notifier>      the time of the next attempt, and why the last one failed
 *   contexts/             alert contexts, as `dma predict` left them
 *   stored-hosts.json     hosts whose series stood in Redis, as `dma predict` remembers them; with --shard 3/8
 *                         stored-hosts-3.json
 *   history/              episodes of the last 30 days that have ended
 *   feedback/             the judgement of people about episodes
 *   tests/                results of `dma check --test`, for ten minutes
 *   silences/             times without new alerts that people have asked for
 *   episodes.json         the open episodes, and which notifier was told of them
 *   reserve/              room for when the disk is full
 *   counts.json           the cost of the limits
 *   lock                  held by the `dma deliver` that works here
 *
 * Files appear and move by rename only, and are on the disk before the file they follow from is removed: neither a
 * crash of the program nor one of the machine loses a notification.
 */
export class Spool {
  readonly directory: string;
  readonly disk: Disk;
  readonly deadLetters: DeadLetters;
  readonly reserve: SpoolReserve;
  readonly #limits: SpoolLimits;

  constructor(disk: Disk, directory: string, limits: SpoolLimits = defaultSpoolLimits) {
    this.disk = disk;
    this.directory = directory;
    this.#limits = limits;
    this.deadLetters = new DeadLetters(disk, directory, limits.failed);
    this.reserve = new SpoolReserve(disk, directory);
  }

  /** The folder in which notifications arrive. */
  get newDirectory(): string {
    return join(this.directory, 'new');
  }

  /** Makes the missing folders, and takes over those of an older version. @throws Error of the file system */
  prepare(): void {
    for (const folder of folders) makeFolder(this.disk, join(this.directory, folder));
    adoptFolder(this.disk, join(this.directory, 'patience'), join(this.directory, 'retry'));
    this.disk.syncFolder(this.directory);
  }

  /**
   * Renames what stands in the place of a folder, such as a file or a symlink that leads nowhere, to `....broken`.
   *
   * @returns true when there was something
   */
  makeWay(folder: string): boolean {
    const aside = `${folder}.broken`;
    this.disk.removeTree(aside);
    return unlessMissing(() => (this.disk.rename(folder, aside), true)) ?? false;
  }

  /** The folders that are missing, of the spool itself and of these queues; of the spool alone where it is missing. */
  missing(queues: readonly SpoolQueue[]): string[] {
    if (!this.disk.status(this.directory)) return [this.directory];
    const wanted = [
      ...folders.map((folder) => join(this.directory, folder)),
      ...queues.map(({ folder }) => folder),
    ];
    return wanted.filter((folder) => !this.disk.status(folder)?.isFolder);
  }

  /** Removes files in tmp/ whose program was killed while it wrote them. */
  removeAbandoned(now: number): void {
    const folder = join(this.directory, 'tmp');
    for (const name of this.disk.list(folder)) {
      const status = this.disk.status(join(folder, name));
      if (status && now - status.modifiedTime > abandonedSeconds) this.disk.removeTree(join(folder, name));
    }
  }

  /** The queue of one notifier; its folder is made by `prepare`. */
  queue(notifier: string): SpoolQueue {
    const { disk, directory: spool, deadLetters, reserve } = this;
    return new SpoolQueue(notifier, { disk, spool, deadLetters, reserve, maxEvents: this.#limits.events });
  }

  /** The notifiers that have a queue, sorted; also those that are no longer configured. */
  queues(): string[] {
    const folder = join(this.directory, 'queue');
    const names = this.disk.list(folder).filter((name) => this.disk.status(join(folder, name))?.isFolder);
    return names.sort();
  }

  /** The names of the waiting notifications in the order of their arrival. */
  listNew(): string[] {
    return this.disk.list(this.newDirectory).sort();
  }

  /**
   * Reads a notification. Refuses symlinks, so that the spool cannot be used to read other files.
   *
   * @throws NotificationError when it is too long or not a file; otherwise the file system's error
   */
  readNew(name: string): string {
    try {
      const path = join(this.newDirectory, name);
      return this.disk.read(path, { maxBytes: maxNotificationBytes }).toString();
    } catch (error) {
      if (error instanceof FileRefusal) throw new NotificationError(`it ${error.message}`, { cause: error });
      throw error;
    }
  }

  /** Epoch seconds of a notification's arrival by the clock of this machine; undefined when it is gone. */
  arrivalTime(name: string): number | undefined {
    return this.disk.status(join(this.newDirectory, name))?.changedTime;
  }

  /** Makes the arrival of notifications survive a crash of the machine; a dma-enqueue at work has yet to do so. */
  syncNew(): void {
    this.disk.syncFolder(this.newDirectory);
  }

  /** Removes notifications; names that are gone are ignored. */
  removeNew(names: readonly string[]): void {
    if (names.length === 0) return;
    for (const name of names) unlessMissing(() => this.disk.unlink(join(this.newDirectory, name)));
    this.syncNew();
  }

  /** Moves a file that is not a valid notification to `failed/new/`. */
  rejectNew(name: string, why: Why): void {
    this.deadLetters.put('new', this.newDirectory, [name], why);
  }

  /**
   * Loads the state that was last saved; undefined when none ever was.
   *
   * @throws SyntaxError, ZodError or FileRefusal when it is malformed; NewerFile
   */
  loadState(): SpoolState | undefined {
    const content = unlessMissing(() => this.disk.read(this.#stateFile, { maxBytes: maxStateBytes }));
    return content && parseSpoolState(content.toString());
  }

  /** True when there is a saved state. */
  get hasState(): boolean {
    return this.disk.status(this.#stateFile) !== undefined;
  }

  /** Makes a first state that keeps the order of the events that wait, or that a person may put back. */
  newState(): SpoolState {
    const names = this.queues().flatMap((notifier) => [
      ...this.disk.list(join(this.directory, 'queue', notifier)),
      ...this.deadLetters.entries(notifier),
    ]);
    const sequence = names.reduce((highest, file) => Math.max(highest, splitName(file)?.number ?? 0), 0);
    return { ...emptyState, sequence };
  }

  /** Renames a malformed state to `episodes.json.broken`. */
  rejectState(): void {
    // The one before may be a folder, which a file would not replace.
    this.disk.removeTree(`${this.#stateFile}.broken`);
    this.disk.rename(this.#stateFile, `${this.#stateFile}.broken`);
  }

  saveState(state: SpoolState): void {
    const temporary = join(this.directory, 'tmp', 'episodes.json');
    const takePiece = (path: string): boolean => this.reserve.handOver(path);
    writeDurably(this.disk, this.#stateFile, temporary, formatSpoolState(state), takePiece);
    this.disk.syncFolder(this.directory);
  }

  get #stateFile(): string {
    return join(this.directory, 'episodes.json');
  }
}
