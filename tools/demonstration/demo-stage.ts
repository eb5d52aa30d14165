import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPageBytes } from '../../plugins/alert-context/process-memory.ts';
import { pause } from '../../plugins/process/clock.ts';
import type { RunningCongressDummy } from '../dummies/congress/congress-dummy.ts';
import { formatEvents } from '../events/events-table.ts';
import { packageRoot } from '../package-root.ts';
import type { PrivateStack } from '../stack/private-stack.ts';
import type { StackWatch } from '../stack/stack-watch.ts';
import type { DemoScreen } from './demo-screen.ts';
import { OtherPrograms } from './other-programs.ts';
import { readMeminfo } from './stress-plan.ts';

/** How long everything is waited for that should have come long before. */
const maxWaitSeconds = 60;

/** The running programs of a demonstration, and what it can do with them. Everything ends early with the signal. */
export class DemoStage {
  readonly screen: DemoScreen;
  readonly stack: PrivateStack;
  readonly watch: StackWatch;
  readonly congress: RunningCongressDummy;
  readonly signal: AbortSignal;
  readonly others = new OtherPrograms();
  readonly #pageBytes = readPageBytes();
  #stress: ChildProcess | undefined;

  constructor(parts: Pick<DemoStage, 'screen' | 'stack' | 'watch' | 'congress' | 'signal'>) {
    this.screen = parts.screen;
    this.stack = parts.stack;
    this.watch = parts.watch;
    this.congress = parts.congress;
    this.signal = parts.signal;
  }

  /** Shows a line a second until the time is up or `isOver`. */
  async look(seconds: number, isOver: () => boolean = () => false): Promise<void> {
    for (let second = 0; second < seconds && !this.signal.aborted && !isOver(); second++) {
      await pause(1, this.signal);
      await this.watch.look(this.congress.rows());
      this.others.see(readMeminfo().usedBytes, this.#stressBytes());
      this.screen.row(this.watch.newest);
      for (const line of this.watch.takeNotifications()) this.screen.notification(line);
    }
  }

  /**
   * Looks on while a `dma mem-stress` with these arguments runs, and then until the time is up. With `isOver` it gives
   * its memory back early.
   *
   * @returns the seconds in which it got all of its memory; undefined when it did not
   */
  async stress(
    args: readonly string[],
    seconds: number,
    isOver?: () => boolean,
  ): Promise<number | undefined> {
    const program = join(packageRoot, 'dist/tools/dma.js');
    const child = spawn(process.execPath, [program, 'mem-stress', ...args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const start = performance.now();
    let tookSeconds: number | undefined;
    child.stderr.on('data', (text: Buffer) => {
      if (text.includes('keeping')) tookSeconds = (performance.now() - start) / 1000;
    });
    const ended = once(child, 'exit');
    this.#stress = child;
    const end = (): void => void child.kill('SIGTERM');
    this.signal.addEventListener('abort', end);
    await this.look(seconds, isOver);
    if (isOver?.()) end();
    await ended;
    this.signal.removeEventListener('abort', end);
    this.#stress = undefined;
    return tookSeconds;
  }

  /** Looks on until the last notification is an OKAY. */
  async untilClear(): Promise<void> {
    await this.look(maxWaitSeconds, () => this.watch.isClear);
  }

  /**
   * Gives the target `memory` a new limit, for which `dma predict` is started anew, and watches for it from now on.
   *
   * @param limit in bytes
   */
  async setLimit(limit: number): Promise<void> {
    const since = Date.now() / 1000;
    await this.stack.reconfigure((config) => config.setIn(['targets', 'memory', 'limit'], limit));
    for (let second = 0; second < maxWaitSeconds && !this.signal.aborted; second++) {
      const newest = (await this.watch.history('localhost/dma-memory/percent-risk')).at(-1);
      if (newest && newest.time > since) break;
      await pause(1, this.signal);
    }
    this.watch.begin(limit, Date.now() / 1000);
    this.others.begin();
  }

  /** Shows the events table of Congress as it was when it last had a row in this part, or as it is. */
  showEvents(heading: string, when: 'at the alert' | 'now'): void {
    this.screen.heading(heading);
    const rows = this.congress.rows();
    this.screen.print(formatEvents(when === 'now' ? rows : (this.watch.rowsAtWarning ?? rows)));
  }

  /** Resident bytes of the running `dma mem-stress`; 0 when there is no such process. */
  #stressBytes(): number {
    const pid = this.#stress?.pid;
    if (pid === undefined || this.#stress?.exitCode !== null) return 0;
    try {
      return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * this.#pageBytes;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }
}
