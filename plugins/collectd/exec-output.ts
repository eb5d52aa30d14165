import type { Writable } from 'node:stream';
import { formatIdentifier } from './identifier.ts';
import { NewestLines, notificationKey, type Output } from './output.ts';
import type { Notification } from './notification.ts';
import { formatPutnotif, formatPutval, type ValueList } from './text-protocol.ts';

/** Commands to collectd's exec plugin, on our standard output. collectd sends no reply. */
export class ExecOutput implements Output {
  readonly #stream: Writable;
  readonly #waiting = new NewestLines();
  #blocked = false;

  /** @param onClosed called once when collectd is no longer there to read */
  constructor(stream: Writable, onClosed: (cause: Error) => void) {
    this.#stream = stream;
    stream.once('error', onClosed);
    stream.on('drain', () => {
      this.#blocked = false;
      this.#pump();
    });
  }

  get superseded(): number {
    return this.#waiting.superseded;
  }

  putValues(list: ValueList): void {
    this.#waiting.put(formatIdentifier(list.identifier), formatPutval(list));
    this.#pump();
  }

  putNotification(notification: Notification): void {
    this.#waiting.put(notificationKey(notification), formatPutnotif(notification));
    this.#pump();
  }

  /** Standard output belongs to the process; there is nothing to free. */
  close(): void {}

  #pump(): void {
    while (!this.#blocked) {
      const line = this.#waiting.take();
      if (line === undefined) return;
      this.#blocked = !this.#stream.write(`${line}\n`);
    }
  }
}
