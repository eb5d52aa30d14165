import type { Logger } from '../process/logger.ts';
import { isTransient } from '../files/durable-file.ts';
import { NotificationError, parseNotification, type Notification } from '../collectd/notification.ts';
import { testTokenOf } from '../collectd/test-notification.ts';
import type { Why } from '../spool/dead-letters.ts';
import type { Spool } from '../spool/spool.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** The upper bound of a name in bytes. Names of events contain it; dma-enqueue's names have about 30 bytes. */
const maxNameBytes = 200;

/** A notification in the spool and the name of its file. */
export interface Arrival {
  readonly name: string;
  readonly notification: Notification;
  /** The arrival in the spool by the clock of this machine, epoch seconds. */
  readonly arrived: number;
}

/**
 * Reads the notifications that have arrived in the spool, and moves files that are no notification to `failed/new/`.
 */
export class Inbox {
  readonly #spool: Spool;
  readonly #logger: Logger;
  readonly #now: () => number;
  /** Entries that can be neither read nor moved. */
  readonly #stuck = new Set<string>();
  /** The last name of a read that did not reach all names. */
  #leftBehind: string | undefined;

  /** @param now epoch seconds */
  constructor(spool: Spool, logger: Logger, now: () => number) {
    this.#spool = spool;
    this.#logger = logger;
    this.#now = now;
  }

  /**
   * Reads the first notifications, sorted by their own times, and the tests of `dma check` among them.
   *
   * @param count the upper bound
   */
  read(count: number): {
    readonly arrivals: Arrival[];
    readonly tests: Arrival[];
    readonly isMore: boolean;
  } {
    const names = this.#spool.listNew().filter((name) => !this.#stuck.has(name) && this.#isName(name));
    const read = names.slice(0, count);
    const all = read.flatMap((name) => this.#parse(name) ?? []);
    const isTest = ({ notification }: Arrival): boolean => testTokenOf(notification) !== undefined;
    const arrivals = all.filter((one) => !isTest(one));
    arrivals.sort((a, b) => a.notification.time - b.notification.time);
    const isMore = names.length > count;
    this.#leftBehind = isMore ? read.at(-1) : undefined;
    return { arrivals, tests: all.filter(isTest), isMore };
  }

  /**
   * Moves an entry to `failed/new/`.
   *
   * @param text follows the entry's name in the log
   */
  reject(name: string, why: Omit<Why, 'time'>, text: string): void {
    const subject = `spool entry ${name} ${text}`;
    try {
      this.#spool.rejectNew(name, { ...why, time: this.#now() });
      this.#logger.warn(`${subject}; it is now in ${this.#spool.deadLetters.directory}/new`);
    } catch (error) {
      this.#stuck.add(name);
      this.#logger.warn(`${subject}, and cannot be moved to failed: ${describeError(error)}; remove it`);
    }
  }

  /** True when the name can be opened again, and events can be named after it. */
  #isName(name: string): boolean {
    if (name.includes('\ufffd')) {
      this.#stuck.add(name);
      this.#logger.warn(`spool entry ${name} has a name that is not valid UTF-8; remove it`);
      return false;
    }
    if (Buffer.byteLength(name) <= maxNameBytes) return true;
    const message = `its name has more than ${maxNameBytes} bytes`;
    this.reject(name, { reason: 'not-a-notification', message }, `is not a notification (${message})`);
    return false;
  }

  /** Undefined when the file is gone. */
  #arrivalTime(name: string): number | undefined {
    const now = this.#now();
    // It was already waiting when the last read was cut off; reading it late says nothing about the clock.
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
      if (isTransient(error)) throw error;
      if (code === 'ENOENT') return undefined;
      const cause = `${error instanceof NotificationError ? '' : 'it cannot be read: '}${message}`;
      this.reject(name, { reason: 'not-a-notification', message: cause }, `is not a notification (${cause})`);
      return undefined;
    }
  }
}
