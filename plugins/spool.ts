import { mkdirSync, readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertEvent } from '../notifiers/alert-event.ts';

/** An event that waits for a notifier, and the name of its file. */
export interface QueuedEvent {
  readonly name: string;
  readonly event: AlertEvent;
}

/**
 * The directory between collectd's short-lived `dma-enqueue` and the long-running `dma deliver`:
 *
 *   tmp/               files being written
 *   new/               notifications, as collectd printed them
 *   queue/<notifier>/  events that this notifier has yet to deliver, named so that they sort by time
 *   failed/            what can never be delivered, for a person to look at
 *   episodes.json      the episodes that are open
 *
 * Files appear and move by rename only, so that a crash leaves whole files, and an event is written for every
 * notifier before its notification is removed.
 */
export class Spool {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Where notifications arrive. */
  get newDirectory(): string {
    return join(this.directory, 'new');
  }

  /** Makes what is missing, for these notifiers. Throws what the file system says. */
  prepare(notifiers: readonly string[]): void {
    for (const folder of ['tmp', 'new', 'failed', ...notifiers.map((name) => join('queue', name))]) {
      mkdirSync(join(this.directory, folder), { recursive: true, mode: 0o750 });
    }
  }

  /** The names of the notifications that wait, in the order in which they came. */
  listNew(): string[] {
    return readdirSync(this.newDirectory).sort();
  }

  readNew(name: string): string {
    return readFileSync(join(this.newDirectory, name), 'utf8');
  }

  removeNew(name: string): void {
    unlinkSync(join(this.newDirectory, name));
  }

  /** Puts a notification aside that is none. */
  rejectNew(name: string): void {
    renameSync(join(this.newDirectory, name), join(this.directory, 'failed', name));
  }

  /** @param name the notification's name; the same event put twice is one event */
  enqueue(notifier: string, name: string, event: AlertEvent): void {
    const sortable = `${event.time.toFixed(3).padStart(14, '0')}-${name}.json`;
    this.#write(join('queue', notifier, sortable), event);
  }

  /** The oldest events that wait for a notifier. What a crash of the machine has left half written is put aside. */
  queued(notifier: string, count: number): QueuedEvent[] {
    const folder = join(this.directory, 'queue', notifier);
    const names = readdirSync(folder).sort().slice(0, count);
    return names.flatMap((name) => {
      try {
        return { name, event: JSON.parse(readFileSync(join(folder, name), 'utf8')) as AlertEvent };
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        this.rejectQueued(notifier, name);
        return [];
      }
    });
  }

  removeQueued(notifier: string, name: string): void {
    unlinkSync(join(this.directory, 'queue', notifier, name));
  }

  /** Puts an event aside that a notifier can never deliver. */
  rejectQueued(notifier: string, name: string): void {
    renameSync(
      join(this.directory, 'queue', notifier, name),
      join(this.directory, 'failed', `${notifier}-${name}`),
    );
  }

  /**
   * The episodes that were open when they were last saved; none when they never were.
   *
   * @throws SyntaxError when the file is not JSON
   */
  loadOpen(): AlertEvent[] {
    try {
      return JSON.parse(readFileSync(join(this.directory, 'episodes.json'), 'utf8')) as AlertEvent[];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  saveOpen(open: readonly AlertEvent[]): void {
    this.#write('episodes.json', open);
  }

  #write(path: string, content: unknown): void {
    const temporary = join(this.directory, 'tmp', path.replaceAll('/', '-'));
    writeFileSync(temporary, JSON.stringify(content), { mode: 0o640 });
    renameSync(temporary, join(this.directory, path));
  }
}
