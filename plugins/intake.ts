import type { Config } from './config.ts';
import type { Episodes } from './episodes.ts';
import type { TransitionLog } from './logger.ts';
import { NotificationError, parseNotification, type Notification } from './notification.ts';
import { ownPlugin } from './prediction-values.ts';
import type { Spool } from './spool.ts';

/** Takes notifications out of the spool and queues what they mean for every notifier. */
export class Intake {
  readonly #spool: Spool;
  readonly #episodes: Episodes;
  readonly #forward: Config['forward'];
  readonly #notifiers: readonly string[];
  readonly #log: TransitionLog;

  constructor(
    spool: Spool,
    episodes: Episodes,
    forward: Config['forward'],
    notifiers: readonly string[],
    log: TransitionLog,
  ) {
    this.#spool = spool;
    this.#episodes = episodes;
    this.#forward = forward;
    this.#notifiers = notifiers;
    this.#log = log;
  }

  /**
   * Takes everything that has arrived, in the order of the notifications' own times.
   *
   * @returns whether anything was queued
   */
  takeAll(): boolean {
    const arrived: { name: string; notification: Notification }[] = [];
    for (const name of this.#spool.listNew()) {
      const notification = this.#read(name);
      if (notification) arrived.push({ name, notification });
    }
    arrived.sort((a, b) => a.notification.time - b.notification.time);
    let queued = false;
    for (const { name, notification } of arrived) queued = this.#take(name, notification) || queued;
    return queued;
  }

  #read(name: string): Notification | undefined {
    try {
      return parseNotification(this.#spool.readNew(name));
    } catch (error) {
      if (!(error instanceof NotificationError)) throw error;
      this.#spool.rejectNew(name);
      this.#log.failing(
        `spool entry ${name}`,
        `is not a notification (${error.message}); it is now in ${this.#spool.directory}/failed`,
      );
      return undefined;
    }
  }

  /** A crash between two of these steps leads to the same event again, under the same name and id. */
  #take(name: string, notification: Notification): boolean {
    const wanted = this.#forward === 'all' || notification.plugin === ownPlugin;
    const event = wanted ? this.#episodes.eventOf(notification) : undefined;
    if (event) {
      for (const notifier of this.#notifiers) this.#spool.enqueue(notifier, name, event);
      // Not before: should the disk be full, the notification is looked at again, and has to mean the same.
      this.#episodes.record(event);
      this.#spool.saveOpen(this.#episodes.open);
    }
    this.#spool.removeNew(name);
    return event !== undefined;
  }
}
