import type { AlertEvent } from '../../notifiers/event/alert-event.ts';

/**
 * The episodes that a receiver may believe to be open: the list of the last accepted batch, and the lists of all failed
 * batches since, because a failed request may still have been processed.
 *
 * The end of an episode may never reach a receiver as an event (refused, expired, or part of a summary). Then the
 * receiver believes more than is open, and needs a refresh.
 */
export class ReceiverMemory {
  /** Undefined when it may believe anything, as at the start of the program. */
  #episodes: Set<string> | undefined;
  /**
   * The lists of the newest batch and of the newest accepted one with no other attempt since. Most batches have the
   * same list.
   */
  #newest: readonly AlertEvent[] | undefined;
  #certain: readonly AlertEvent[] | undefined;

  /** Records an attempt. @param open the open episodes of the batch */
  mayLearn(open: readonly AlertEvent[]): void {
    if (open === this.#newest || !this.#episodes) return;
    this.#newest = open;
    this.#certain = undefined;
    for (const { id } of open) this.#episodes.add(id);
  }

  /** Records an accepted batch. @param open the open episodes of the batch */
  learned(open: readonly AlertEvent[]): void {
    if (open === this.#certain) return;
    this.#newest = open;
    this.#certain = open;
    this.#episodes = new Set(open.map(({ id }) => id));
  }

  /** True when the receiver may believe that an ended episode is open. */
  isBehind(open: readonly AlertEvent[]): boolean {
    if (!this.#episodes) return true;
    const ids = new Set(open.map(({ id }) => id));
    return [...this.#episodes].some((id) => !ids.has(id));
  }
}
