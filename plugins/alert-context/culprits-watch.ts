import type { Culprit } from '../../notifiers/event/alert-event.ts';
import { CulpritRecord, type ProcessSnapshot } from './culprits.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { ProcessMemory } from './process-memory.ts';

/** Whose series say what the processes of a machine hold. */
const plugins = new Set(['memory', 'swap']);
/** The processes are looked at once a second at most; a little less, because rounds do not come to the millisecond. */
const minSeconds = 0.9;

export interface CulpritWatchParts {
  /** The host that we run on, as collectd calls it. */
  readonly host: string;
  /** What all processes hold now. */
  readonly read: () => Promise<readonly ProcessMemory[]>;
  readonly cgroupOf: (pid: number) => string | undefined;
  readonly log: TransitionLog;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** A series whose risk rises. */
export interface WatchedSeries {
  readonly target: string;
  readonly identifier: { readonly name: string; readonly host: string; readonly plugin: string };
  readonly horizonSeconds: number;
}

/** Looks at the processes of this host while the risk of its memory or swap rises. */
export class CulpritWatch {
  readonly #parts: CulpritWatchParts;
  /** By target and series. */
  readonly #records = new Map<string, CulpritRecord>();
  #newest: ProcessSnapshot | undefined;
  #reading: Promise<ProcessSnapshot | undefined> | undefined;

  constructor(parts: CulpritWatchParts) {
    this.#parts = parts;
  }

  /**
   * Looks at the processes, unless that was less than a second ago. Does nothing for series that are not this host's
   * memory or swap.
   *
   * @param level the series' newest value, negative where it falls to its limit
   */
  async look(series: WatchedSeries, level: number): Promise<void> {
    if (!this.#concerns(series)) return;
    const snapshot = await this.#snapshot();
    if (!snapshot) return;
    const record = this.#records.get(keyOf(series)) ?? new CulpritRecord(series.horizonSeconds);
    this.#records.set(keyOf(series), record);
    record.add(snapshot, level);
  }

  /** Those that have grown most while the series' risk rose; empty where that is not known. */
  culprits(series: WatchedSeries): readonly Culprit[] {
    const found = this.#records.get(keyOf(series))?.culprits() ?? [];
    return found.map((culprit) => {
      const cgroup = this.#parts.cgroupOf(culprit.pid);
      return cgroup === undefined ? culprit : { ...culprit, cgroup };
    });
  }

  /** The series' risk is gone. */
  forget(series: WatchedSeries): void {
    this.#records.delete(keyOf(series));
    if (this.#records.size === 0) this.#newest = undefined;
  }

  #concerns({ identifier: { host, plugin } }: WatchedSeries): boolean {
    return host === this.#parts.host && plugins.has(plugin);
  }

  async #snapshot(): Promise<ProcessSnapshot | undefined> {
    const age = this.#parts.now() - (this.#newest?.time ?? Number.NEGATIVE_INFINITY);
    if (age >= 0 && age < minSeconds) return this.#newest;
    // Two targets may ask at once.
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(): Promise<ProcessSnapshot | undefined> {
    const { read, log, now } = this.#parts;
    const list = log.subject('the list of processes');
    try {
      const processes = await read();
      this.#newest = { time: now(), processes };
      list.recovered();
      return this.#newest;
    } catch (error) {
      list.failing(`cannot be read (${(error as Error).message}); alerts do not say which have grown`);
      return undefined;
    }
  }
}

function keyOf({ target, identifier }: WatchedSeries): string {
  return `${target} ${identifier.name}`;
}
