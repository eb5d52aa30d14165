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
