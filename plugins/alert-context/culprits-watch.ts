import type { Culprit } from '../../notifiers/event/alert-event.ts';
import { CulpritRecord, type ProcessSnapshot } from './culprits.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { ProcessMemory } from './process-memory.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** The plugins whose series measure the memory of processes. */
const plugins = new Set(['memory', 'swap']);
/** Minimum seconds between two looks at the processes: about one, with a tolerance for rounds that come early. */
const minSeconds = 0.9;

export interface CulpritWatchParts {
  /** collectd's name of the host that we run on. */
  readonly host: string;
  /** Reads the memory of all processes. */
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
   * Takes a snapshot of the processes, at most once a second. Does nothing for series other than this host's memory or
   * swap.
   *
   * @param level the series' newest value, negated when the limit is a lower one
   */
  async look(series: WatchedSeries, level: number): Promise<void> {
    if (!this.#concerns(series)) return;
    const snapshot = await this.#snapshot();
    if (!snapshot) return;
    const record = this.#records.get(keyOf(series)) ?? new CulpritRecord(series.horizonSeconds);
    this.#records.set(keyOf(series), record);
    record.add(snapshot, level);
  }

  /** The processes that grew most while the risk of the series rose; empty when they are not known. */
  culprits(series: WatchedSeries): readonly Culprit[] {
    const found = this.#records.get(keyOf(series))?.culprits() ?? [];
    return found.map((culprit) => {
      const cgroup = this.#parts.cgroupOf(culprit.pid);
      return cgroup === undefined ? culprit : { ...culprit, cgroup };
    });
  }

  /** The processes that had grown most when the series was highest, and that have ended; empty when none has. */
  ended(series: WatchedSeries): readonly Culprit[] {
    return this.#records.get(keyOf(series))?.ended() ?? [];
  }

  /** Drops the snapshots of a series whose risk is gone. */
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
      list.failing(`cannot be read (${describeError(error)}); alerts do not say which have grown`);
      return undefined;
    }
  }
}

function keyOf({ target, identifier }: WatchedSeries): string {
  return `${target} ${identifier.name}`;
}
