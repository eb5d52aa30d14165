import { formatIdentifier } from '../../plugins/collectd/identifier.ts';
import type { Notification } from '../../plugins/collectd/notification.ts';
import type { Output } from '../../plugins/collectd/output.ts';
import { formatPutnotif, formatPutval, type ValueList } from '../../plugins/collectd/text-protocol.ts';

/** Takes what would go to collectd, and refuses what the real ones refuse. */
export class RecordedOutput implements Output {
  readonly superseded = 0;
  /** All notifications, oldest first. */
  readonly notifications: Notification[] = [];
  /** With the place of each among all. */
  readonly #lists = new Map<string, { readonly place: number; readonly list: ValueList }[]>();
  #count = 0;

  putValues(list: ValueList): void {
    formatPutval(list);
    const name = formatIdentifier(list.identifier);
    const others = this.#lists.get(name);
    const put = { place: this.#count++, list };
    if (others) others.push(put);
    else this.#lists.set(name, [put]);
  }

  putNotification(notification: Notification): void {
    formatPutnotif(notification);
    this.notifications.push(notification);
  }

  close(): void {}

  /** The value lists of this identifier, or of all, since the last call for them; oldest first. */
  take(identifier?: string): ValueList[] {
    const wanted = identifier === undefined ? [...this.#lists.values()].flat() : this.#lists.get(identifier);
    if (identifier === undefined) this.#lists.clear();
    else this.#lists.delete(identifier);
    return (wanted ?? []).toSorted((one, other) => one.place - other.place).map(({ list }) => list);
  }

  /** First values by identifier since the last call, of the identifiers that start so. */
  takeValues(start = ''): Record<string, number> {
    const values = this.take().map((list) => [formatIdentifier(list.identifier), list.values[0]!] as const);
    return Object.fromEntries(values.filter(([identifier]) => identifier.startsWith(start)));
  }
}
