import { createClient } from 'redis';

/** The soak's own look at the private Redis. */
export class SoakRedis {
  readonly #client: ReturnType<typeof createClient>;

  constructor(port: number) {
    this.#client = createClient({ url: `redis://127.0.0.1:${port}` });
    // What fails is seen by whoever asked.
    this.#client.on('error', () => undefined);
  }

  async open(): Promise<void> {
    await this.#client.connect();
  }

  close(): void {
    this.#client.destroy();
  }

  async usedBytes(): Promise<number> {
    return Number(/^used_memory:(\d+)/m.exec(await this.#client.info('memory'))?.[1]);
  }
}
