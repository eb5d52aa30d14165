import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutsideError } from './outside-error.ts';

const startSeconds = 20;
const endSeconds = 10;

/** A server program that runs beside us and ends with us. */
export class Daemon {
  readonly #name: string;
  readonly #logFile: string;
  readonly #child: ChildProcess;
  #failure: Error | undefined;

  /**
   * Starts it, in a process group of its own, so that Ctrl-C reaches us alone and we end the others in order. Should we
   * be killed, the kernel ends it.
   *
   * @param logFile takes what it prints
   */
  constructor(name: string, args: readonly string[], logFile: string, env: NodeJS.ProcessEnv = process.env) {
    this.#name = name;
    this.#logFile = logFile;
    const out = openSync(logFile, 'a');
    this.#child = spawn('setpriv', ['--pdeathsig', 'TERM', '--', name, ...args], {
      stdio: ['ignore', out, out],
      detached: true,
      // Where Debian has collectd, and where ordinary users do not look.
      env: { ...env, PATH: `${env['PATH']}${delimiter}/usr/sbin` },
    });
    closeSync(out);
    this.#child.once('error', (error) => (this.#failure = error));
  }

  /** What it has printed so far. */
  log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  /** Settles when it is ready; rejects with OutsideError, and its last words, when it ends before or takes too long. */
  async untilReady(isReady: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + startSeconds * 1000;
    while (!this.#failure && !this.#hasEnded && Date.now() < end) {
      if (await isReady()) return;
      await sleep(50);
    }
    const words = this.#failure?.message ?? this.log().trim().split('\n').slice(-3).join('; ');
    throw new OutsideError(
      `${this.#name} did not start: ${words}; is it installed? (tools/demo installs it)`,
    );
  }

  /** Settles when it has ended, by force if need be. */
  async end(): Promise<void> {
    if (this.#hasEnded || this.#failure) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endSeconds * 1000);
    await exited;
    clearTimeout(timer);
  }

  /** Asks it to end, without waiting: all that can be done when our own process ends. */
  abandon(): void {
    this.#child.kill('SIGTERM');
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
