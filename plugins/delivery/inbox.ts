import type { Logger } from '../process/logger.ts';
import { NotificationError, parseNotification, type Notification } from '../collectd/notification.ts';
import type { Why } from '../spool/dead-letters.ts';
import type { Spool } from '../spool/spool.ts';

/** Bytes of a name, so that it fits into the names of events that follow from it; dma-enqueue's have about 30. */
const longestName = 200;

/** A notification that waits in the spool, and the name of its file. */
export interface Arrival {
  readonly name: string;
  readonly notification: Notification;
  /** When it came into the spool by the clock of this machine, in epoch seconds. */
  readonly arrived: number;
}

/** Reads the notifications that have arrived in the spool, and puts aside what is none. */
export class Inbox {
  readonly #spool: Spool;
  readonly #logger: Logger;
  readonly #now: () => number;
  /** Entries that can be neither read nor put aside. */
  readonly #stuck = new Set<string>();
  /** The last one that was read when more were waiting. */
  #leftBehind: string | undefined;

  /** @param now epoch seconds */
  constructor(spool: Spool, logger: Logger, now: () => number) {
    this.#spool = spool;
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * The first of those that wait, in the order of the notifications' own times.
   *
   * @param count at most
   */
  read(count: number): { readonly arrivals: Arrival[]; readonly isMore: boolean } {
    const names = this.#spool.listNew().filter((name) => !this.#stuck.has(name) && this.#isName(name));
    const read = names.slice(0, count);
    const arrivals = read.flatMap((name) => this.#parse(name) ?? []);
    arrivals.sort((a, b) => a.notification.time - b.notification.time);
    const isMore = names.length > count;
    this.#leftBehind = isMore ? read.at(-1) : undefined;
    return { arrivals, isMore };
  }

  /** Puts an entry aside. @param text for the log, behind the entry's name */
  reject(name: string, why: Omit<Why, 'time'>, text: string): void {
    const subject = `spool entry ${name} ${text}`;
    try {
      this.#spool.rejectNew(name, { ...why, time: this.#now() });
      this.#logger.warn(`${subject}; it is now in ${this.#spool.deadLetters.directory}/new`);
    } catch (error) {
      this.#stuck.add(name);
      this.#logger.warn(`${subject}, and cannot be put aside: ${(error as Error).message}; remove it`);
    }
  }

  /** Whether a file can be found again under its name, and events be named after it. */
  #isName(name: string): boolean {
    if (name.includes('\ufffd')) {
      this.#stuck.add(name);
      this.#logger.warn(`spool entry ${name} has a name that is not valid UTF-8; remove it`);
      return false;
    }
    if (Buffer.byteLength(name) <= longestName) return true;
    const message = `its name has more than ${longestName} bytes`;
    this.reject(name, { reason: 'not-a-notification', message }, `is not a notification (${message})`);
    return false;
  }

  /** undefined when it is gone. */
  #arrivalTime(name: string): number | undefined {
    const now = this.#now();
    // It may have waited beside those that were read before: that it was not, is no sign of a clock that was set back.
    if (this.#leftBehind !== undefined && name > this.#leftBehind) return now;
    const time = this.#spool.arrivalTime(name);
    return time === undefined ? undefined : Math.min(time, now);
  }

  #parse(name: string): Arrival | undefined {
    try {
      const notification = parseNotification(this.#spool.readNew(name));
      const arrived = this.#arrivalTime(name);
      return arrived === undefined ? undefined : { name, notification, arrived };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return undefined;
      const cause = `${error instanceof NotificationError ? '' : 'it cannot be read: '}${message}`;
      this.reject(name, { reason: 'not-a-notification', message: cause }, `is not a notification (${cause})`);
      return undefined;
    }
  }
}
