import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OutsideError } from '../process/command-error.ts';

const startSeconds = 60;
const endSeconds = 10;

/** A server program that is started and ended by us. */
export class Daemon {
  readonly #name: string;
  readonly #logFile: string;
  readonly #args: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  readonly #deathSignal: 'TERM' | 'KILL';
  #child: ChildProcess;
  #failure: Error | undefined;

  /**
   * Starts the program in a process group of its own: Ctrl-C reaches only us, and we end the others in order. The
   * kernel ends it when we are killed.
   *
   * @param logFile takes what it prints
   * @param deathSignal of the kernel's (default: TERM); KILL ends one that was stopped, too
   */
  constructor(
    name: string,
    args: readonly string[],
    logFile: string,
    env: NodeJS.ProcessEnv = process.env,
    deathSignal: 'TERM' | 'KILL' = 'TERM',
  ) {
    this.#name = name;
    this.#args = args;
    this.#logFile = logFile;
    this.#deathSignal = deathSignal;
    // Debian's collectd is there, and ordinary users do not have it in PATH.
    this.#env = { ...env, PATH: `${env['PATH']}${delimiter}/usr/sbin` };
    this.#child = this.#start();
  }

  #start(): ChildProcess {
    const out = openSync(this.#logFile, 'a');
    const child = spawn('setpriv', ['--pdeathsig', this.#deathSignal, '--', this.#name, ...this.#args], {
      stdio: ['ignore', out, out],
      detached: true,
      env: this.#env,
    });
    closeSync(out);
    child.once('error', (error) => (this.#failure = error));
    return child;
  }

  /** Its process. @throws Error when it could not be started */
  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.#name} was not started`);
    return this.#child.pid;
  }

  /** Sends it a signal. */
  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Ends it as {@link end} does, or by a signal, and starts it again with the same options. */
  async restart(signal?: NodeJS.Signals): Promise<void> {
    if (signal) this.kill(signal);
    await this.end();
    this.startAgain();
  }

  /** Starts it again with the same options, after it has ended. */
  startAgain(): void {
    this.#child = this.#start();
  }

  /** Its output so far. */
  log(): string {
    return readFileSync(this.#logFile, 'utf8');
  }

  /**
   * Settles when it is ready; rejects with OutsideError, and the last lines of its output, when it ends or takes too
   * long.
   */
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

  /** Asks it to end, without waiting, when our own process ends. */
  abandon(): void {
    this.#child.kill('SIGTERM');
  }

  get #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}
