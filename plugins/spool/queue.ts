import { existsSync, readdirSync, statSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { syncFolder, writeDurably } from '../files/durable-file.ts';
import { makeFolder } from '../files/make-folder.ts';
import type { Quarantine, Why } from './quarantine.ts';
import { readQueuedEvent } from './queued-event.ts';
import { SpoolReserve } from './reserve.ts';

/** An event that waits for a notifier, and the name of its file. */
export interface QueuedEvent {
  readonly name: string;
  readonly event: AlertEvent;
}

/** So many names, and the events behind them, are held in memory at most. */
const heldNames = 1000;

/**
 * The events that one notifier has yet to deliver: a folder of the spool with one file for each, named so that they sort
 * in the order in which they came.
 *
 * A person may add and remove files at any time (`dma spool`).
 */
export class SpoolQueue {
  readonly notifier: string;
  readonly folder: string;
  readonly #temporary: string;
  readonly #quarantine: Quarantine;
  readonly #reserve: SpoolReserve;
  readonly #limit: number;
  readonly #unlink: (path: string) => void;
  /** The oldest names, as of the last look at the folder; an event is there once it has been read. */
  #held = new Map<string, AlertEvent | undefined>();
  #size: number | undefined;
  /** What is done with but could not be removed or put aside, and how it would be: tried again at each look. */
  readonly #left = new Map<string, () => void>();
  /** Called for what was put aside because it is no event. */
  onSpoiled: (name: string, message: string) => void = () => undefined;

  /**
   * @param limit events that may wait
   * @param unlink removes a file
   */
  constructor(spool: string, notifier: string, quarantine: Quarantine, limit: number, unlink = unlinkSync) {
    this.notifier = notifier;
    this.folder = join(spool, 'queue', notifier);
    this.#temporary = join(spool, 'tmp', `queue-${notifier}`);
    this.#quarantine = quarantine;
    this.#reserve = new SpoolReserve(spool);
    this.#limit = limit;
    this.#unlink = unlink;
  }

  /** Where a person finds what was put aside. */
  get failedFolder(): string {
    return join(this.#quarantine.directory, this.notifier);
  }

  prepare(): void {
    makeFolder(this.folder);
  }

  /**
   * @param sequence counts events: one that came later has a higher number
   * @param name the notification's; the same event put twice is one event
   */
  put(sequence: number, name: string, event: AlertEvent): void {
    const path = join(this.folder, `${String(sequence).padStart(12, '0')}-${name}.json`);
    writeDurably(path, this.#temporary, JSON.stringify(event), () => this.#reserve.giveUp());
    if (this.#size !== undefined) this.#size += 1;
  }

  /**
   * Undoes `put`s that were not remembered, because of a crash or a full disk: what is put again has another number
   * should something else have come before it meanwhile.
   *
   * @param sequence the last number that is remembered
   * @param names the events that will be put again
   */
  takeBack(sequence: number, names: ReadonlySet<string>): void {
    for (const file of this.names()) {
      const [number] = file.split('-', 1) as [string];
      const name = file.slice(number.length + 1).replace(/\.json$/, '');
      if (Number(number) > sequence && names.has(name)) this.remove(file);
    }
  }

  /** After a number of `put`s: makes them survive a crash of the machine. */
  sync(): void {
    syncFolder(this.folder);
  }

  /**
   * The oldest events that wait, those that `isSkipped` names left out. What a crash of the machine has left half
   * written is put aside, and what is no event.
   */
  oldest(count: number, now: number, isSkipped: (event: AlertEvent) => boolean = () => false): QueuedEvent[] {
    const known = this.#collect(count, now, isSkipped);
    if (known.length === count) return known;
    this.#look();
    return this.#collect(count, now, isSkipped);
  }

  /**
   * Whether or not a person has removed it meanwhile.
   *
   * @throws Error what the file system says; it is not given out a second time nevertheless
   */
  remove(name: string): void {
    this.#settle(name, () => this.#unlink(join(this.folder, name)));
  }

  /**
   * Puts an event aside that can never be delivered.
   *
   * @throws Error what the file system says; it is not given out a second time nevertheless
   */
  reject(name: string, why: Why): void {
    this.#settle(name, () => this.#quarantine.put(this.notifier, this.folder, [name], why));
  }

  /**
   * Puts the oldest aside when too many wait.
   *
   * @returns how many
   */
  bound(now: number): number {
    this.#size ??= readdirSync(this.folder).length;
    if (this.#size <= this.#limit) return 0;
    const names = this.names();
    const surplus = names.slice(0, Math.max(0, names.length - this.#limit));
    const message = `more than ${this.#limit} events waited`;
    if (surplus.length > 0)
      this.#quarantine.put(this.notifier, this.folder, surplus, { reason: 'overflow', message, time: now });
    this.#size = names.length - surplus.length;
    return surplus.length;
  }

  /** When an event was queued, or last put back, by the clock of this machine: epoch seconds; undefined when it is gone. */
  queuedTime(name: string): number | undefined {
    const { mtimeMs } = statSync(join(this.folder, name), { throwIfNoEntry: false }) ?? {};
    return mtimeMs === undefined ? undefined : mtimeMs / 1000;
  }

  /** All that waits, oldest first. */
  names(): string[] {
    return readdirSync(this.folder).sort();
  }

  #settle(name: string, settle: () => void): void {
    this.#forget(name);
    try {
      settle();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
      this.#left.set(name, settle);
      throw error;
    }
  }

  #look(): void {
    for (const [name, settle] of this.#left) {
      try {
        settle();
      } catch (error) {
        // A person may have removed it.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT') break;
      }
      this.#left.delete(name);
    }
    const names = this.names();
    this.#size = names.length;
    const waiting = names.filter((name) => !this.#left.has(name)).slice(0, heldNames);
    this.#held = new Map(waiting.map((name) => [name, this.#held.get(name)]));
  }

  #collect(count: number, now: number, isSkipped: (event: AlertEvent) => boolean): QueuedEvent[] {
    const found: QueuedEvent[] = [];
    for (const name of this.#held.keys()) {
      if (found.length === count) break;
      const event = this.#known(name) ?? this.#read(name, now);
      if (event && !isSkipped(event)) found.push({ name, event });
    }
    return found;
  }

  /** As it was read before, unless it has been removed or put aside since. */
  #known(name: string): AlertEvent | undefined {
    const event = this.#held.get(name);
    return event && existsSync(join(this.folder, name)) ? event : undefined;
  }

  #read(name: string, now: number): AlertEvent | undefined {
    const file = readQueuedEvent(join(this.folder, name), now);
    if (file.kind === 'event') {
      this.#held.set(name, file.event);
      return file.event;
    }
    if (file.kind === 'gone') this.#forget(name);
    else {
      this.reject(name, file.why);
      this.onSpoiled(name, file.why.message);
    }
    return undefined;
  }

  #forget(name: string): void {
    this.#held.delete(name);
    if (this.#size !== undefined) this.#size -= 1;
  }
}
