import { formatIdentifier } from '../../plugins/collectd/identifier.ts';
import type { Notification } from '../../plugins/collectd/notification.ts';
import type { Output } from '../../plugins/collectd/output.ts';
import { formatPutnotif, formatPutval, type ValueList } from '../../plugins/collectd/text-protocol.ts';

/** Takes what would go to collectd, and refuses what the real ones refuse. */
export class RecordedOutput implements Output {
  readonly superseded = 0;
  /** All notifications, oldest first. */
  readonly notifications: Notification[] = [];
  readonly #lists: ValueList[] = [];

  putValues(list: ValueList): void {
    formatPutval(list);
    this.#lists.push(list);
  }

  putNotification(notification: Notification): void {
    formatPutnotif(notification);
    this.notifications.push(notification);
  }

  close(): void {}

  /** The value lists of this identifier, or of all, since the last call for them; oldest first. */
  take(identifier?: string): ValueList[] {
    const wanted = this.#lists.filter(
      (list) => identifier === undefined || formatIdentifier(list.identifier) === identifier,
    );
    for (const list of wanted) this.#lists.splice(this.#lists.indexOf(list), 1);
    return wanted;
  }

  /** First values by identifier since the last call, of the identifiers that start so. */
  takeValues(start = ''): Record<string, number> {
    const values = this.take().map((list) => [formatIdentifier(list.identifier), list.values[0]!] as const);
    return Object.fromEntries(values.filter(([identifier]) => identifier.startsWith(start)));
  }
}
