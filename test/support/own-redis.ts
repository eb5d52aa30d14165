import { join } from 'node:path';
import { createClient } from 'redis';
import type { Sample } from '../../analysis/window.ts';
import { Daemon } from '../../tools/stack/daemon.ts';

/** A redis-server on a Unix socket, and a client that reads and writes it. */
export class OwnRedis {
  /** For dma.yaml. */
  readonly url: string;
  readonly client: ReturnType<typeof clientOf>;
  readonly #server: Daemon;

  private constructor(folder: string) {
    const socket = join(folder, 'redis.sock');
    const options = ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder];
    this.url = `unix://${socket}`;
    this.client = clientOf(socket);
    this.#server = new Daemon('redis-server', options, join(folder, 'redis.log'));
  }

  /** @param folder for its socket and its log */
  static async start(folder: string): Promise<OwnRedis> {
    const redis = new OwnRedis(folder);
    try {
      await redis.#server.untilReady(() => redis.#server.log().includes('ready to accept connections at'));
      await redis.client.connect();
      return redis;
    } catch (error) {
      await redis.stop();
      throw error;
    }
  }

  /** Adds samples of one data source as write_redis does. */
  async put(identifier: string, samples: readonly Sample[]): Promise<void> {
    const members = samples.map(({ time, value }) => ({
      // Written in full, while the member has milliseconds.
      score: time + 0.0004,
      value: `${time.toFixed(3)}:${value}`,
    }));
    await this.client.zAdd(`collectd/${identifier}`, members);
    await this.client.sAdd('collectd/values', identifier);
  }

  async stop(): Promise<void> {
    if (this.client.isOpen) this.client.destroy();
    await this.#server.end();
  }
}

function clientOf(socket: string) {
  return createClient({ socket: { path: socket, tls: false } }).on('error', () => undefined);
}
