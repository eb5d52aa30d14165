import type { Writable } from 'node:stream';
import type { Notification } from './notification.ts';
import { NewestCommands, type Output } from './output.ts';
import { formatPutval, type ValueList } from './text-protocol.ts';

/** Sends commands to collectd's exec plugin on our standard output. collectd does not reply. */
export class ExecOutput implements Output {
  readonly #stream: Writable;
  readonly #waiting = new NewestCommands();
  #blocked = false;
  #isCorked = false;

  /** @param onClosed called once when collectd no longer reads */
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
    // Nothing waits unless collectd does not read.
    if (this.#blocked) this.#waiting.putValues(list);
    else this.#write(formatPutval(list));
  }

  putNotification(notification: Notification): void {
    this.#waiting.putNotification(notification);
    this.#pump();
  }

  /** Does nothing: standard output belongs to the process. */
  close(): void {}

  #pump(): void {
    while (!this.#blocked) {
      const command = this.#waiting.take();
      if (command === undefined) return;
      this.#write(command.line);
    }
  }

  #write(line: string): void {
    this.#cork();
    // Bytes are left as they are: in a text, a name that is also a password would be struck out.
    this.#blocked = !this.#stream.write(Buffer.from(`${line}\n`));
  }

  /** Lines of one moment are written at once. */
  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#stream.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      this.#stream.uncork();
    });
  }
}
