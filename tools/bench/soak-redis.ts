import { createClient } from 'redis';

/** The prefix of the shipped write_redis. */
const prefix = 'collectd/';
/** By then `dma predict` has looked for series again. */
const namesAfterSeconds = 25;

/** The soak's own look at the private Redis. */
export class SoakRedis {
  readonly #client: ReturnType<typeof createClient>;
  #names: { readonly members: readonly string[]; readonly dueAt: number }[] = [];

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

  /**
   * Removes what a machine that is no more has left, as a tidy operator would: its samples, and some time later its
   * names. `dma predict` forgets a series without samples at once; one that is only silent it forgets after an hour, of
   * which a day in an hour has none to spare.
   */
  async remove(host: string): Promise<void> {
    const keys = await this.#client.keys(`${prefix}${host}/*`);
    if (keys.length === 0) return;
    await this.#client.del(keys);
    const members = keys.map((key) => key.slice(prefix.length));
    this.#names.push({ members, dueAt: performance.now() + namesAfterSeconds * 1000 });
  }

  /** Removes the names whose time has come. */
  async removeNames(): Promise<void> {
    const now = performance.now();
    const members = this.#names.filter(({ dueAt }) => dueAt <= now).flatMap((due) => due.members);
    this.#names = this.#names.filter(({ dueAt }) => dueAt > now);
    if (members.length > 0) await this.#client.sRem(`${prefix}values`, members);
  }
}
