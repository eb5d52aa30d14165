import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { until } from './until.ts';

/** The name that collectd has for the booted machine. */
export const bootedHost = 'booted';

/**
 * A boot of this machine's own Debian under systemd, with collectd and Redis as services and collectd-dma installed as
 * docs/install.md says. All files are a copy in memory, and the network has a loopback of its own.
 */
export class BootedDebian {
  readonly #container: ChildProcess;
  #output = '';

  private constructor(container: ChildProcess) {
    this.#container = container;
    for (const stream of [container.stdout!, container.stderr!])
      stream.on('data', (text: Buffer) => (this.#output += text.toString()));
  }

  /**
   * Starts to boot; needs root.
   *
   * @param redisSeconds Redis takes so long to start
   * @param prepare shell commands that run in the machine's files before it boots
   */
  static start(redisSeconds: number, prepare: string): BootedDebian {
    if (process.getuid?.() !== 0) throw new Error('booting needs root: run tools/test as root');
    const script = join(import.meta.dirname, 'boot-debian.sh');
    const environment = {
      ...process.env,
      PACKAGE_ROOT: packageRoot,
      NODE: process.execPath,
      BOOTED_HOST: bootedHost,
      REDIS_SECONDS: String(redisSeconds),
      PREPARE: prepare,
    };
    // The mounts go with the last process of their namespace.
    const container = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-e', script], {
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new BootedDebian(container);
  }

  /** Runs a program in the booted machine; undefined while that is not possible. */
  run(...command: readonly string[]): string | undefined {
    const leader = this.#leader();
    if (leader === undefined) return undefined;
    const { status, stdout } = spawnSync('nsenter', ['--target', leader, '--all', '--', ...command], {
      encoding: 'utf8',
    });
    return status === 0 ? stdout.trim() : undefined;
  }

  /** Number of samples that Redis holds of a series; undefined while Redis does not answer. */
  samples(series: string): number | undefined {
    const answer = this.run('redis-cli', 'zcard', `collectd/${bootedHost}/${series}`);
    return answer !== undefined && /^\d+$/.test(answer) ? Number(answer) : undefined;
  }

  /** Waits for Redis to answer. */
  async redis(): Promise<void> {
    await until(`Redis of the booted machine; it said:\n${this.#output.slice(-2000)}`, 120, () => {
      if (this.#container.exitCode !== null) throw new Error(`it did not boot: ${this.#output}`);
      return this.samples('memory/memory-used') !== undefined;
    });
  }

  /** Ends it at once, and waits for that. */
  async stop(): Promise<void> {
    const { exitCode, signalCode } = this.#container;
    if (exitCode !== null || signalCode !== null) return;
    const closed = once(this.#container, 'close');
    const leader = this.#leader();
    // The first process of a machine takes all others with it.
    if (leader === undefined) this.#container.kill();
    else process.kill(Number(leader), 'SIGKILL');
    await closed;
  }

  #leader(): string | undefined {
    const { pid } = this.#container;
    try {
      return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] || undefined;
    } catch {
      return undefined;
    }
  }
}
