import type { TransitionLog } from '../process/logger.ts';

/** A condition is over when it has not come for this long, in seconds. */
const lapseSeconds = 60;

/** Conditions that have no end of their own, such as what a client sends. Each is logged when it begins and ends. */
export class LapsingConditions {
  readonly #log: TransitionLog;
  readonly #seconds: number;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  /** @param seconds without it, after which a condition is over (default: a minute) */
  constructor(log: TransitionLog, seconds = lapseSeconds) {
    this.#log = log;
    this.#seconds = seconds;
  }

  /** See {@link LogSubject.failing}. @param name of the subject */
  failing(name: string, message: string, detail?: string): void {
    this.#log.subject(name).failing(message, detail);
    const known = this.#timers.get(name);
    if (known) known.refresh();
    else this.#timers.set(name, setTimeout(() => this.#end(name), this.#seconds * 1000).unref());
  }

  /** Waits for no end any more. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  #end(name: string): void {
    this.#timers.delete(name);
    this.#log.subject(name).recovered();
  }
}
