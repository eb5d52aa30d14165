import type { Notification } from '../collectd/notification.ts';

/**
 * Holds the first OKAY of each subject back while nothing is predicted: an earlier process may have raised an alarm,
 * and an OKAY must not be the only word then.
 */
export class FirstOkays {
  readonly #send: (notification: Notification) => void;
  readonly #told = new Set<string | undefined>();
  /** By subject. */
  readonly #held = new Map<string | undefined, Notification>();

  constructor(send: (notification: Notification) => void) {
    this.#send = send;
  }

  /** Sends a notification about the program itself, or holds it. @param isBlind true while nothing is predicted */
  notify(notification: Notification, isBlind: boolean): void {
    const { typeInstance: subject, severity } = notification;
    if (isBlind && severity === 'OKAY' && !this.#told.has(subject)) {
      this.#held.set(subject, notification);
      return;
    }
    this.#held.delete(subject);
    this.#told.add(subject);
    this.#send(notification);
  }

  /** Sends what was held. */
  release(): void {
    for (const notification of this.#held.values()) this.notify(notification, false);
  }
}
