import type { LogSubject, TransitionLog } from '../process/logger.ts';
import type { Notification } from './notification.ts';
import { NewestCommands, type Command, type Output } from './output.ts';
import type { ValueList } from './text-protocol.ts';
import { CollectdError, UnixsockClient } from './unixsock.ts';

/** Sends commands to collectd's unixsock plugin, for a `dma predict` that collectd did not start. */
export class UnixsockOutput implements Output {
  readonly #client: UnixsockClient;
  readonly #log: TransitionLog;
  readonly #socket: LogSubject;
  readonly #waiting = new NewestCommands();
  #pumping = 0;

  constructor(path: string, log: TransitionLog) {
    this.#client = new UnixsockClient(path, { window });
    this.#log = log;
    this.#socket = log.subject("collectd's socket");
  }

  get superseded(): number {
    return this.#waiting.superseded;
  }

  putValues(list: ValueList): void {
    this.#waiting.putValues(list);
    this.#startPump();
  }

  putNotification(notification: Notification): void {
    this.#waiting.putNotification(notification);
    this.#startPump();
  }

  close(): void {
    this.#client.close();
  }

  #startPump(): void {
    if (this.#pumping < window) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#pumping++;
    let next: Command | undefined;
    try {
      while ((next = this.#waiting.take()) !== undefined) {
        const { code, text } = await this.#client.command(next.line);
        this.#socket.recovered();
        const subject = this.#log.subject(next.subject);
        if (code < 0) subject.failing('is refused by collectd', `: ${text}`);
        else subject.recovered();
      }
    } catch (error) {
      if (!(error instanceof CollectdError)) throw error;
      if (next) this.#waiting.giveBack(next);
      this.#socket.failing(`cannot be used: ${error.message}; trying again with the next values`);
    } finally {
      this.#pumping--;
    }
  }
}

const window = 64;
