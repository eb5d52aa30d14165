import type { Notification } from './notification.ts';
import type { ValueList } from './text-protocol.ts';

/** The way back to collectd: standard output under the exec plugin, or the unixsock plugin's socket. */
export interface Output {
  /**
   * Hands over values. Never blocks and never grows without bound: while collectd does not read, only the newest
   * value list of each series waits.
   *
   * @throws ProtocolError or IdentifierError for values that collectd would refuse or misread
   */
  putValues(list: ValueList): void;
  /** Hands over a notification, likewise: only the newest of those about the same thing waits. Throws as well. */
  putNotification(notification: Notification): void;
  /** Values that a newer one replaced before collectd took them. */
  readonly superseded: number;
  close(): void;
}

/**
 * Lines that wait for a slow reader: at most one a key, the newest.
 *
 * A prediction that could not be handed over in time is worth nothing once there is a newer one, so what waits is
 * bounded by the number of series and not by how long collectd is slow.
 */
export class NewestLines {
  readonly #lines = new Map<string, string>();
  /** Lines that were replaced before anybody read them. */
  superseded = 0;

  get size(): number {
    return this.#lines.size;
  }

  /** A replaced line leaves its place in the queue to the newer one, so that no key waits for ever. */
  put(key: string, line: string): void {
    if (this.#lines.has(key)) this.superseded++;
    this.#lines.set(key, line);
  }

  /** Takes the one that has waited longest; undefined when none waits. */
  take(): string | undefined {
    for (const [key, line] of this.#lines) {
      this.#lines.delete(key);
      return line;
    }
    return undefined;
  }
}

/** What a notification is about; no identifier is like it. */
export function notificationKey(notification: Notification): string {
  const { host, plugin, pluginInstance, type, typeInstance } = notification;
  return JSON.stringify([host, plugin, pluginInstance, type, typeInstance]);
}
