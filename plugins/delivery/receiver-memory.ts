import type { AlertEvent } from '../../notifiers/event/alert-event.ts';

/**
 * Which episodes a sink may hold to be open, as far as can be known here: those of the last batch that it took, and
 * those of all the batches since that failed, for some of these may have arrived nevertheless.
 *
 * The end of an episode may never reach a sink as an event (that was refused, or too old, or only part of a sum). What
 * the sink may believe is then more than what is open, and it has to be told.
 */
export class ReceiverMemory {
  /** undefined: it may believe anything, as at the start of the program. */
  #episodes: Set<string> | undefined;
  /** What the newest batch said, and what the sink took while nothing else was tried: most batches say the same. */
  #newest: readonly AlertEvent[] | undefined;
  #certain: readonly AlertEvent[] | undefined;

  /** Before an attempt. @param open what the batch says to be open */
  mayLearn(open: readonly AlertEvent[]): void {
    if (open === this.#newest || !this.#episodes) return;
    this.#newest = open;
    this.#certain = undefined;
    for (const { id } of open) this.#episodes.add(id);
  }

  /** After an attempt that succeeded. @param open what the batch said to be open */
  learned(open: readonly AlertEvent[]): void {
    if (open === this.#certain) return;
    this.#newest = open;
    this.#certain = open;
    this.#episodes = new Set(open.map(({ id }) => id));
  }

  /** Whether it may hold something to be open that is not. */
  isBehind(open: readonly AlertEvent[]): boolean {
    if (!this.#episodes) return true;
    const ids = new Set(open.map(({ id }) => id));
    return [...this.#episodes].some((id) => !ids.has(id));
  }
}
