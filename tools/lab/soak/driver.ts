import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../../notifiers/error-text.ts';
import { epochSeconds } from '../../../plugins/process/clock.ts';
import { formatIdentifier, ownPlugin, type Identifier } from '../../../plugins/collectd/identifier.ts';
import { formatPutval } from '../../../plugins/collectd/text-protocol.ts';
import { UnixsockClient } from '../../../plugins/collectd/unixsock.ts';
import { OutsideError } from '../../process/command-error.ts';
import { lastingMachines, type Level, type Machine, passingMachines } from './machines.ts';

/** A leak that reached the limit. Epoch seconds. */
export interface DrivenLeak {
  /** The series of its risk. */
  readonly source: string;
  readonly climbsAt: number;
  fullAt?: number;
  /** Absent while it has not been released. */
  releasedAt?: number;
}

/** Maximum delay that is made up for. */
const maxLateSeconds = 1;

/** Gives the machines' values to collectd, `pace` times as fast as in reality. */
export class SoakDriver {
  /** Leaks that reached the limit. */
  readonly leaks: DrivenLeak[] = [];
  valuesSent = 0;

  readonly #collectd: UnixsockClient;
  readonly #pace: number;
  readonly #machines = lastingMachines();
  readonly #leaking = new Map<string, DrivenLeak>();
  #ticks = 0;

  constructor(socket: string, pace: number) {
    this.#collectd = new UnixsockClient(socket);
    this.#pace = pace;
  }

  close(): void {
    this.#collectd.close();
  }

  /** Drives machines at rest until `dma predict` gives a risk for each leak; false after the time limit or an abort. */
  async warmUp(timeoutSeconds: number, signal: AbortSignal): Promise<boolean> {
    const sources = this.#machines.filter(({ host }) => host.startsWith('leak')).map(sourceOf);
    let known = false;
    await this.#tickUntil(signal, timeoutSeconds, async (tick) => {
      if (this.#isSecond(tick)) {
        const asked = sources.map((source) => this.#collectd.command(`GETVAL "${source}"`));
        known = (await Promise.all(asked)).every(({ code }) => code > 0);
      }
      await this.#send(this.#machines, () => atRest);
      return known;
    });
    return known;
  }

  /**
   * Drives the lives of the machines.
   *
   * @param seconds driven
   * @param onSecond called about once a real second, with driven seconds
   */
  async live(
    seconds: number,
    onSecond: (driven: number) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#tickUntil(signal, Number.POSITIVE_INFINITY, async (driven) => {
      if (this.#isSecond(driven)) await onSecond(driven);
      await this.#send([...this.#machines, ...passingMachines(driven)], () => driven);
      return driven >= seconds;
    });
  }

  /** Drives machines at rest until all is done, for `timeoutSeconds` at most. */
  async settle(isDone: () => boolean, timeoutSeconds: number, signal: AbortSignal): Promise<void> {
    await this.#tickUntil(signal, timeoutSeconds, async (tick) => {
      await this.#send(this.#machines, () => atRest);
      return this.#isSecond(tick) && isDone();
    });
  }

  /**
   * Does the work of each tick, a driven second. A machine that cannot keep pace slows the soak down instead of
   * leaving gaps.
   */
  async #tickUntil(
    signal: AbortSignal,
    timeoutSeconds: number,
    work: (tick: number) => Promise<boolean>,
  ): Promise<void> {
    const end = performance.now() + timeoutSeconds * 1000;
    let due = performance.now();
    for (let tick = 0; !signal.aborted && performance.now() < end; tick++) {
      if (await work(tick)) return;
      due = Math.max(due + 1000 / this.#pace, performance.now() - maxLateSeconds * 1000);
      await sleep(Math.max(0, due - performance.now()));
    }
  }

  #isSecond(tick: number): boolean {
    return tick % Math.ceil(this.#pace) === 0;
  }

  async #send(machines: readonly Machine[], secondsOf: () => number): Promise<void> {
    const time = epochSeconds();
    const tick = this.#ticks++;
    const lines = machines.flatMap((machine) => {
      const { used, free, bytes, everySeconds } = machine;
      if (tick % everySeconds !== 0) return [];
      const level = machine.levelAt(secondsOf());
      this.#follow(sourceOf(machine), level, time);
      const intervalSeconds = everySeconds / this.#pace;
      const put = (identifier: Identifier, share: number): string =>
        formatPutval({ identifier, time, intervalSeconds, values: [Math.round(share * bytes)] });
      return [put(used, level.share), put(free, 1 - level.share)];
    });
    this.valuesSent += lines.length;
    try {
      await Promise.all(lines.map((line) => this.#collectd.command(line)));
    } catch (error) {
      throw new OutsideError(`collectd no longer takes values: ${describeError(error)}`, {
        cause: error,
      });
    }
  }

  /** Records leaks that reach the limit. */
  #follow(source: string, { phase }: Level, time: number): void {
    const known = this.#leaking.get(source);
    if (phase === 'climb' && !known) this.#leaking.set(source, { source, climbsAt: time });
    if (phase === 'full' && known && known.fullAt === undefined) {
      known.fullAt = time;
      this.leaks.push(known);
    }
    if (phase === 'rest' && known) {
      known.releasedAt = time;
      this.#leaking.delete(source);
    }
  }
}

/** A time before the lives of the machines began. */
const atRest = -1;

/** The series that collectd's threshold looks at. */
function sourceOf({ host, used }: Machine): string {
  const pluginInstance = used.plugin === 'memory' ? 'memory' : 'disk-root';
  return formatIdentifier({ host, plugin: ownPlugin, pluginInstance, type: 'percent', typeInstance: 'risk' });
}
