import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, SocketClosedUnexpectedlyError } from 'redis';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';

/** A real redis-server on loopback, with its own folder. */
export class PrivateRedis {
  readonly folder = mkdtempSync(join(tmpdir(), 'redis-'));
  readonly port: number;
  #server: Daemon | undefined;
  #client: ReturnType<typeof newClient> | undefined;

  private constructor(port: number) {
    this.port = port;
  }

  /** Returns one that has not been started. */
  static async create(): Promise<PrivateRedis> {
    return new PrivateRedis(await freePort());
  }

  static async start(more: readonly string[] = []): Promise<PrivateRedis> {
    const redis = await PrivateRedis.create();
    await redis.start(more);
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /**
   * Settles when it answers.
   *
   * @param more options of redis-server's
   * @throws OutsideError with its last words when it ends
   */
  async start(more: readonly string[] = []): Promise<void> {
    const usual = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.folder];
    const log = join(this.folder, 'redis.log');
    this.#server = new Daemon('redis-server', [...usual, ...more], log, process.env, 'KILL');
    await this.#server.untilReady(async () => {
      const client = newClient(this.url);
      try {
        await client.connect();
        this.#client = client;
        return true;
      } catch {
        client.destroy();
        return false;
      }
    });
  }

  /** Sends a command as its operator. The connection stays valid when a password is set later. */
  async command(...args: readonly string[]): Promise<unknown> {
    try {
      return await this.#send(args);
    } catch (error) {
      // A Sentinel that makes it the primary ends all its connections, those with a command under way as well.
      if (!(error instanceof SocketClosedUnexpectedlyError)) throw error;
      return this.#send(args);
    }
  }

  async #send(args: readonly string[]): Promise<unknown> {
    if (!this.#client!.isOpen) {
      this.#client = newClient(this.url);
      await this.#client.connect();
    }
    return this.#client!.sendCommand([...args]);
  }

  async info(section: string): Promise<string> {
    return String(await this.command('INFO', section));
  }

  /** Adds a sample as write_redis does. */
  async write(identifier: string, value: number, time = Date.now() / 1000): Promise<void> {
    await this.command('ZADD', `collectd/${identifier}`, time.toFixed(9), `${time.toFixed(3)}:${value}`);
    await this.command('SADD', 'collectd/values', identifier);
  }

  /** SIGSTOP makes it take connections and answer nothing; SIGCONT ends that. */
  signal(signal: NodeJS.Signals): void {
    this.#server!.kill(signal);
  }

  /** Ends the server. */
  async stop(): Promise<void> {
    this.#client?.destroy();
    this.#client = undefined;
    const server = this.#server;
    this.#server = undefined;
    // It ends at once, one that was stopped as well.
    server?.kill('SIGKILL');
    await server?.end();
  }

  /** Ends the server and removes its folder. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Does not reconnect, because settings of the connection would be lost. */
function newClient(url: string) {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  return client;
}
