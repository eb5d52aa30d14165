import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Boot {
  /** The folder with the files of the Debian, which stay as they are. */
  readonly lower: string;
  /** Memory for what is written. */
  readonly megabytes: number;
  /** Shell commands that run in the machine's files before it boots. */
  readonly prepare: string;
  /** Variables of these commands. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Files of this machine that it sees, as options of systemd-nspawn. */
  readonly binds?: readonly string[];
  /** Such as multi-user.target. */
  readonly unit: string;
}

/**
 * A boot of a Debian under systemd, with collectd and Redis as services. What it writes is kept in memory, and the
 * network has a loopback of its own.
 */
export class BootedDebian {
  readonly #container: ChildProcess;
  #output = '';

  private constructor(container: ChildProcess) {
    this.#container = container;
    for (const stream of [container.stdout!, container.stderr!])
      stream.on('data', (text: Buffer) => (this.#output += text.toString()));
  }

  /** Starts to boot; needs root. */
  static start({ lower, megabytes, prepare, environment = {}, binds = [], unit }: Boot): BootedDebian {
    if (process.getuid?.() !== 0) throw new Error('booting needs root: run tools/test as root');
    const script = join(import.meta.dirname, 'boot-debian.sh');
    const variables = {
      LOWER: lower,
      MEGABYTES: String(megabytes),
      PREPARE: prepare,
      BINDS: binds.join(' '),
      UNIT: unit,
    };
    // The mounts go with the last process of their namespace.
    const container = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-e', script], {
      env: { ...process.env, ...environment, ...variables },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return new BootedDebian(container);
  }

  /** Its console until now. */
  get output(): string {
    return this.#output;
  }

  /** True once it has ended, or could not be booted. */
  get hasEnded(): boolean {
    return this.#container.exitCode !== null || this.#container.signalCode !== null;
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

  /** Ends it at once, and waits for that. */
  async stop(): Promise<void> {
    if (this.hasEnded) return;
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
