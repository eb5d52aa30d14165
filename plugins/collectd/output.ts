import { formatIdentifier } from './identifier.ts';
import { formatSource } from '../../notifiers/event/event-source.ts';
import type { Notification } from './notification.ts';
import { formatPutnotif, formatPutval, type ValueList } from './text-protocol.ts';

/** A way to give values to collectd: standard output under the exec plugin, or the unixsock plugin's socket. */
export interface Output {
  /**
   * Sends values. Never blocks and never grows without bound: while collectd does not read, only the newest value list
   * of each series waits.
   *
   * @throws ProtocolError or IdentifierError for values that collectd would refuse or misread
   */
  putValues(list: ValueList): void;
  /**
   * Sends a notification in the same way: only the newest one of each source waits. Throws as {@link putValues} does.
   */
  putNotification(notification: Notification): void;
  /** Number of commands that a newer one replaced before collectd read them. */
  readonly superseded: number;
  close(): void;
}

/** A command to collectd, and the series or notification that it is about. */
export interface Command {
  readonly subject: string;
  readonly isNotification: boolean;
  /** Without a line feed. */
  readonly line: string;
}

/**
 * Commands that wait for a slow reader: the newest one of each subject.
 *
 * A prediction is worthless once there is a newer one, so the queue is bounded by the number of series and not by how
 * long collectd is slow.
 */
export class NewestCommands {
  readonly #commands = new Map<string, Command>();
  /** Number of commands that were replaced before they were taken. */
  superseded = 0;

  /** Adds values. Throws as {@link Output.putValues} does. */
  putValues(list: ValueList): void {
    const subject = formatIdentifier(list.identifier);
    this.#put({ subject, isNotification: false, line: formatPutval(list) });
  }

  /** Adds a notification. Throws as {@link Output.putNotification} does. */
  putNotification(notification: Notification): void {
    const subject = `the notification of ${formatSource(notification)}`;
    this.#put({ subject, isNotification: true, line: formatPutnotif(notification) });
  }

  /** Takes the command that has waited longest; undefined when the queue is empty. */
  take(): Command | undefined {
    for (const [subject, command] of this.#commands) {
      this.#commands.delete(subject);
      return command;
    }
    return undefined;
  }

  /**
   * Keeps a notification that collectd did not get, unless there is a newer one: what has changed is notified once.
   * Values are left to the next ones.
   */
  giveBack(command: Command): void {
    if (command.isNotification && !this.#commands.has(command.subject)) this.#put(command);
  }

  /** A newer command takes the place of the one it replaces in the queue, so that no subject waits for ever. */
  #put(command: Command): void {
    if (this.#commands.has(command.subject)) this.superseded++;
    this.#commands.set(command.subject, command);
  }
}
