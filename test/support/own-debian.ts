import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { BootedDebian } from './booted-debian.ts';
import { until } from './until.ts';

const host = 'booted';

/** A boot of this machine's own Debian, with collectd-dma installed as docs/install.md says. */
export class OwnDebian {
  readonly machine: BootedDebian;

  /**
   * Starts to boot; needs root.
   *
   * @param redisSeconds Redis takes so long to start
   * @param prepare shell commands that run in the machine's files before it boots
   */
  constructor(redisSeconds: number, prepare: string) {
    const script = join(import.meta.dirname, 'install-from-checkout.sh');
    this.machine = BootedDebian.start({
      lower: '/',
      megabytes: 600,
      prepare: `. '${script}'; ${prepare}`,
      environment: { PACKAGE_ROOT: packageRoot, BOOTED_HOST: host, REDIS_SECONDS: String(redisSeconds) },
      binds: [`--bind-ro=${packageRoot}:/opt/collectd-dma`, `--bind-ro=${process.execPath}:/opt/node`],
      unit: 'booted.target',
    });
  }

  /** Number of samples that Redis holds of a series; undefined while Redis does not answer. */
  samples(series: string): number | undefined {
    const answer = this.machine.run('redis-cli', 'zcard', `collectd/${host}/${series}`);
    return answer !== undefined && /^\d+$/.test(answer) ? Number(answer) : undefined;
  }

  /** Waits for Redis to answer. */
  async redis(): Promise<void> {
    await until(`Redis of the booted machine; it said:\n${this.machine.output.slice(-2000)}`, 120, () => {
      if (this.machine.hasEnded) throw new Error(`it did not boot: ${this.machine.output}`);
      return this.samples('memory/memory-used') !== undefined;
    });
  }
}
