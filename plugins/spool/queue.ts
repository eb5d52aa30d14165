import { join } from 'node:path';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import type { Disk } from '../files/disk.ts';
import { writeDurably } from '../files/durable-file.ts';
import { makeFolder, unlessMissing } from '../files/folder.ts';
import type { DeadLetters, Why } from './dead-letters.ts';
import {
  formatQueuedEvent,
  queuedName,
  readQueuedEvent,
  splitName,
  type QueuedEvent,
} from './queued-event.ts';
import { Removals } from './removals.ts';
import type { SpoolReserve } from './reserve.ts';
import { WaitingEvents } from './waiting-events.ts';

/** Tells which events are not wanted, by their series. */
export type IsSkipped = (event: Pick<AlertEvent, 'source'>) => boolean;

/** A queue's surroundings in the spool. */
export interface QueueParts {
  readonly disk: Disk;
  /** The spool's directory. */
  readonly spool: string;
  readonly deadLetters: DeadLetters;
  readonly reserve: SpoolReserve;
  /** Events that may wait. */
  readonly maxEvents: number;
}

/**
 * The events that one notifier has yet to deliver: a folder of the spool with one file for each, named so that they
 * sort in the order of their arrival.
 *
 * A person may add and remove files at any time (`dma spool`).
 */
export class SpoolQueue {
  readonly notifier: string;
  readonly folder: string;
  readonly #parts: QueueParts;
  readonly #waiting = new WaitingEvents();
  /** As far as is known; infinite before its folder is listed. */
  #size = Number.POSITIVE_INFINITY;
  /** Grows whenever this process adds events or hands out more of them. */
  additions = 0;
  #maxSequence = Number.POSITIVE_INFINITY;
  readonly #removals: Removals;
  /** Entries that a newer version wrote; they stay where they are. */
  readonly #newer = new Set<string>();
  /** Called for a malformed event, which is a dead letter now. */
  onMalformed: (name: string, message: string) => void = () => undefined;
  /** Called once for each event that a newer version wrote. */
  onNewer: (name: string, message: string) => void = () => undefined;

  constructor(notifier: string, parts: QueueParts) {
    this.notifier = notifier;
    this.folder = join(parts.spool, 'queue', notifier);
    this.#parts = parts;
    this.#removals = new Removals(() => unlessMissing(() => parts.disk.syncFolder(this.folder)));
  }

  /** The folder of its dead letters. */
  get failedFolder(): string {
    return join(this.#parts.deadLetters.directory, this.notifier);
  }

  /** Makes its folder, where that is missing. */
  prepare(): void {
    const { disk, spool } = this.#parts;
    makeFolder(disk, this.folder);
    disk.syncFolder(join(spool, 'queue'));
    // The process before may have ended between a change and its sync.
    this.sync();
    this.#size = Number.POSITIVE_INFINITY;
  }

  /**
   * Adds an event; the same event put twice is one event. Survives a crash of the machine after {@link sync}.
   *
   * @param sequence counts events: a later one has a higher number
   * @param name of its notification
   */
  put(sequence: number, name: string, event: AlertEvent): void {
    const { disk, reserve, spool } = this.#parts;
    const file = queuedName(sequence, name);
    const temporary = join(spool, 'tmp', `queue-${this.notifier}`);
    const takePiece = (path: string): boolean => reserve.handOver(path);
    writeDurably(disk, join(this.folder, file), temporary, formatQueuedEvent(event), takePiece);
    // It may have been taken back, and could not be removed: that must not be made up for now.
    this.#removals.cancel(file);
    this.#size += 1;
    this.additions += 1;
  }

  /**
   * Undoes `put`s that were not remembered because of a crash or a full disk. They will be put again, maybe renumbered.
   *
   * @param sequence the last number that is remembered
   * @param names the events that will be put again
   */
  takeBack(sequence: number, names: ReadonlySet<string>): void {
    for (const file of this.names()) {
      const event = splitName(file);
      if (event && event.number > sequence && names.has(event.name)) this.remove(file);
    }
  }

  /** Hands out no event with a higher number from now on (default: all). */
  handOutTo(sequence = Number.POSITIVE_INFINITY): void {
    this.#maxSequence = sequence;
    this.additions += 1;
  }

  /** Makes the `put`s before survive a crash of the machine. */
  sync(): void {
    this.#removals.sync();
  }

  /** The oldest waiting events that are not skipped. A malformed event that is met becomes a dead letter. */
  oldest(count: number, now: number, isSkipped: IsSkipped = () => false): QueuedEvent[] {
    const known = this.#waiting.isOld ? [] : this.#collect(count, now, isSkipped);
    if (known.length < count) this.#scan();
    return known.length < count ? this.#collect(count, now, isSkipped) : known;
  }

  /**
   * Removes an event; one that a person has removed is ignored.
   *
   * @param episode the id of a delivered event's episode
   * @throws Error of the file system; the event is not handed out again all the same
   */
  remove(name: string, episode?: string): void {
    this.#forget(name);
    this.#removals.run(name, episode, () => this.#parts.disk.unlink(join(this.folder, name)));
  }

  /**
   * Moves an event that can never be delivered to the dead letters.
   *
   * @throws Error of the file system; the event is not handed out again all the same
   */
  reject(name: string, why: Why): void {
    this.#forget(name);
    const { deadLetters } = this.#parts;
    this.#removals.run(name, undefined, () => deadLetters.put(this.notifier, this.folder, [name], why));
  }

  /** Moves the oldest events to the dead letters when too many wait. @returns how many */
  bound(now: number): number {
    const { deadLetters, maxEvents } = this.#parts;
    if (this.#size <= maxEvents) return 0;
    const names = this.names();
    const surplus = names.slice(0, Math.max(0, names.length - maxEvents));
    const message = `more than ${maxEvents} events waited`;
    if (surplus.length > 0)
      deadLetters.put(this.notifier, this.folder, surplus, { reason: 'overflow', message, time: now });
    this.#size = names.length - surplus.length;
    return surplus.length;
  }

  /** Epoch seconds by our clock when an event was queued or last put back; undefined when it is gone. */
  queuedTime(name: string): number | undefined {
    return this.#parts.disk.status(join(this.folder, name))?.modifiedTime;
  }

  /** The names of all waiting events, oldest first; none while its folder is missing. */
  names(): string[] {
    return unlessMissing(() => this.#parts.disk.list(this.folder).sort()) ?? [];
  }

  #scan(): void {
    this.#removals.retry();
    const names = this.names();
    this.#size = names.length;
    this.#waiting.replace(names.filter((name) => !this.#removals.has(name) && !this.#newer.has(name)));
  }

  #collect(count: number, now: number, isSkipped: IsSkipped): QueuedEvent[] {
    const found: QueuedEvent[] = [];
    for (const name of this.#waiting.names()) {
      if (found.length === count) break;
      const source = this.#waiting.source(name);
      if (source !== undefined && isSkipped({ source })) continue;
      if ((splitName(name)?.number ?? 0) > this.#maxSequence) break;
      const event = this.#known(name) ?? this.#read(name, now);
      if (event && !isSkipped(event)) found.push({ name, event });
    }
    return found;
  }

  /** The event as it was read before, unless its file is gone. */
  #known(name: string): AlertEvent | undefined {
    const event = this.#waiting.event(name);
    return event && this.#parts.disk.status(join(this.folder, name)) ? event : undefined;
  }

  #read(name: string, now: number): AlertEvent | undefined {
    const file = readQueuedEvent(this.#parts.disk, join(this.folder, name), now);
    if (file.kind === 'event') {
      this.#waiting.add(name, file.event);
      return file.event;
    }
    if (file.kind === 'gone') this.#forget(name);
    else if (file.kind === 'malformed') {
      this.reject(name, file.why);
      this.onMalformed(name, file.why.message);
    } else {
      this.#newer.add(name);
      this.#waiting.forget(name);
      this.onNewer(name, file.message);
    }
    return undefined;
  }

  #forget(name: string): void {
    this.#waiting.forget(name);
    this.#size -= 1;
  }
}
