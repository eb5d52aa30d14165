import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon } from '../../tools/stack/daemon.ts';
import { freePort } from '../../tools/stack/free-port.ts';

/** Real Sentinels of Redis that watch one primary, named `mymaster`. */
export class Sentinels {
  /** For `redis.sentinels`. */
  readonly addresses: readonly string[];
  readonly #daemons: readonly Daemon[];

  private constructor(addresses: readonly string[], daemons: readonly Daemon[]) {
    this.addresses = addresses;
    this.#daemons = daemons;
  }

  /**
   * Starts three of them.
   *
   * @param port of the primary
   * @param more lines of their configuration
   */
  static async start(folder: string, port: number, more: readonly string[] = []): Promise<Sentinels> {
    const addresses: string[] = [];
    const daemons: Daemon[] = [];
    for (let number = 0; number < 3; number++) {
      const own = await freePort();
      const conf = join(folder, `sentinel${number}.conf`);
      const lines = [
        `port ${own}`,
        'bind 127.0.0.1',
        `dir ${folder}`,
        `sentinel monitor mymaster 127.0.0.1 ${port} 2`,
        'sentinel down-after-milliseconds mymaster 1000',
        'sentinel failover-timeout mymaster 5000',
        ...more,
      ];
      writeFileSync(conf, `${lines.join('\n')}\n`);
      const daemon = new Daemon('redis-server', [conf, '--sentinel'], join(folder, `sentinel${number}.log`));
      daemons.push(daemon);
      addresses.push(`127.0.0.1:${own}`);
      await daemon.untilReady(() => daemon.log().includes('+monitor master mymaster'));
    }
    return new Sentinels(addresses, daemons);
  }

  /** True once each knows the two others, which a failover needs. */
  get isWhole(): boolean {
    return this.#daemons.every((daemon) => daemon.log().match(/\+sentinel sentinel/g)?.length === 2);
  }

  async stop(): Promise<void> {
    for (const daemon of this.#daemons) await daemon.end();
  }
}
