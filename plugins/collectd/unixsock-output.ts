import { formatIdentifier } from './identifier.ts';
import type { LogSubject, TransitionLog } from '../process/logger.ts';
import { NewestLines, notificationKey, type Output } from './output.ts';
import type { Notification } from './notification.ts';
import { formatPutnotif, formatPutval, type ValueList } from './text-protocol.ts';
import { UnixsockClient } from './unixsock.ts';

/** Commands to collectd's unixsock plugin, for a `dma predict` that collectd did not start. */
export class UnixsockOutput implements Output {
  readonly #client: UnixsockClient;
  readonly #log: TransitionLog;
  readonly #socket: LogSubject;
  readonly #waiting = new NewestLines();
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
    this.#put(formatIdentifier(list.identifier), formatPutval(list));
  }

  putNotification(notification: Notification): void {
    this.#put(notificationKey(notification), formatPutnotif(notification));
  }

  close(): void {
    this.#client.close();
  }

  #put(key: string, line: string): void {
    this.#waiting.put(key, line);
    if (this.#pumping < window) void this.#pump();
  }

  async #pump(): Promise<void> {
    this.#pumping++;
    try {
      for (let line = this.#waiting.take(); line !== undefined; line = this.#waiting.take()) {
        const { code, text } = await this.#client.command(line);
        this.#socket.recovered();
        const series = this.#log.subject(/"(.*)"/.exec(line)?.[1] ?? line);
        if (code < 0) series.failing('is refused by collectd', `: ${text}`);
        else series.recovered();
      }
    } catch (error) {
      this.#socket.failing(`cannot be used: ${(error as Error).message}; trying again with the next values`);
    } finally {
      this.#pumping--;
    }
  }
}

const window = 64;
