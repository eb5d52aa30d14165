import type { SimulatedDisk } from './simulated-disk.ts';
import type { PlannedNotification } from './scenario.ts';

/** Seconds from one step of dma-enqueue to the next. */
const stepSeconds = 0.0005;

/** The progress of the dma-enqueue programs, which collectd starts one after the other. */
export interface EnqueuerState {
  /** Notifications whose dma-enqueue has ended; they may not get lost. */
  readonly accepted: readonly PlannedNotification[];
  /** Steps that the next one has done. */
  readonly phase: number;
  /** Notifications whose dma-enqueue was cut short by a crash of the machine: they may get lost. */
  readonly uncertain: readonly PlannedNotification[];
}

export const newEnqueuer: EnqueuerState = { accepted: [], phase: 0, uncertain: [] };

/** Does on the simulated disk, step by step, what `plugins/dma-enqueue` does. */
export class Enqueuer {
  readonly #notifications: readonly PlannedNotification[];
  #state: EnqueuerState;

  constructor(notifications: readonly PlannedNotification[], state: EnqueuerState) {
    this.#notifications = notifications;
    this.#state = state;
  }

  get state(): EnqueuerState {
    return this.#state;
  }

  /** The time of the next step; undefined when everything is done. */
  get nextTime(): number | undefined {
    const { phase } = this.#state;
    const next = this.#next;
    return next && next.time + phase * stepSeconds;
  }

  step(disk: SimulatedDisk): void {
    const before = this.#state;
    const { accepted, phase, uncertain } = before;
    const next = this.#next!;
    try {
      this.#do(next, phase, disk);
    } catch (error) {
      if (this.#state === before) throw error;
    }
    // It was removed meanwhile.
    if (this.#state !== before) return;
    this.#state =
      phase < 2
        ? { accepted, phase: phase + 1, uncertain }
        : { accepted: [...accepted, next], phase: 0, uncertain };
  }

  #do(next: PlannedNotification, phase: number, disk: SimulatedDisk): void {
    const [temporary, path] = [`/spool/tmp/${next.name}`, `/spool/new/${next.name}`];
    if (phase === 0) {
      for (const folder of ['/spool', '/spool/tmp', '/spool/new'])
        if (!disk.status(folder)) disk.makeFolder(folder);
      disk.writeSynced(temporary, textOf(next));
    } else if (phase === 1) disk.rename(temporary, path);
    else disk.syncFolder('/spool/new');
  }

  /** Some notifications, and the one at work, may be lost: a person has removed them. */
  lose(names: readonly string[]): void {
    const { accepted, phase, uncertain } = this.crashed;
    const lost = accepted.filter(({ name }) => names.includes(name));
    const kept = accepted.filter((notification) => !lost.includes(notification));
    this.#state = { accepted: kept, phase, uncertain: [...uncertain, ...lost] };
  }

  /** The state after a crash of the machine: the one at work never ends. */
  get crashed(): EnqueuerState {
    const { accepted, phase, uncertain } = this.#state;
    return phase === 0 ? this.#state : { accepted, phase: 0, uncertain: [...uncertain, this.#next!] };
  }

  get #next(): PlannedNotification | undefined {
    const { accepted, uncertain } = this.#state;
    return this.#notifications[accepted.length + uncertain.length];
  }
}

function textOf({ host, severity, time }: PlannedNotification): string {
  return `Severity: ${severity}\nTime: ${time.toFixed(3)}\nHost: ${host}\nPlugin: dma\nPluginInstance: memory\nType: percent\nTypeInstance: risk\n\nm\n`;
}
