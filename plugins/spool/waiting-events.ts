import type { AlertEvent } from '../../notifiers/event/alert-event.ts';

/** Events that are held in memory. Of the others only the name and the series are. */
const maxEvents = 1000;

/** The waiting events of a queue in their order, as of the last scan of its folder. */
export class WaitingEvents {
  /** The series by name; undefined before the event is read. */
  #sources = new Map<string, string | undefined>();
  /** Those that were read last. */
  readonly #events = new Map<string, AlertEvent>();
  #forgotten = 0;

  /** True when a thousand events are gone since the last scan; others may have been put before the rest. */
  get isOld(): boolean {
    return this.#forgotten >= maxEvents;
  }

  /** The names, oldest first; they may be forgotten meanwhile. */
  names(): Iterable<string> {
    return this.#sources.keys();
  }

  /** Takes over the names of a new scan, oldest first. */
  replace(names: readonly string[]): void {
    this.#sources = new Map(names.map((name) => [name, this.#sources.get(name)]));
    for (const name of this.#events.keys()) if (!this.#sources.has(name)) this.#events.delete(name);
    this.#forgotten = 0;
  }

  /** Remembers an event that was read. */
  add(name: string, event: AlertEvent): void {
    this.#sources.set(name, event.source);
    this.#events.set(name, event);
    const [oldest] = this.#events.keys();
    if (this.#events.size > maxEvents) this.#events.delete(oldest!);
  }

  forget(name: string): void {
    this.#sources.delete(name);
    this.#events.delete(name);
    this.#forgotten += 1;
  }

  /** The series of an event that was read before. */
  source(name: string): string | undefined {
    return this.#sources.get(name);
  }

  /** An event that is still held. */
  event(name: string): AlertEvent | undefined {
    return this.#events.get(name);
  }
}
