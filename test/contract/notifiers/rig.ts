import type { Notifier } from '../../../notifiers/notifier.ts';

/** The hooks by which the contract of all notifiers reaches the receiver of one. */
export interface NotifierRig {
  /** Creates the notifier with an intercepted receiver, or a file in the folder. */
  readonly make: (folder: string) => Promise<Notifier>;
  /** Creates the notifier with its receiver at this origin, or as `pipe` in this folder. */
  readonly makeAt: (origin: string, folder: string) => Promise<Notifier>;
  /** The secrets that the notifier knows or sends. */
  readonly secrets: readonly string[];
  /**
   * Makes the intercepted receiver answer event-carrying requests with these statuses in turn, the last one repeated,
   * and repeat a secret in the headers.
   * Absent for a receiver that does not speak HTTP.
   *
   * @returns the bodies of these requests, as they arrive
   */
  readonly answer?: (statuses: readonly number[], body?: string) => readonly unknown[];
  /**
   * Creates the notifier with an intercepted receiver that makes it deliver with a note. Every answer except that of
   * the login holds a secret. Absent for a notifier without notes.
   */
  readonly makeNoting?: (folder: string) => Promise<Notifier>;
}

/** Part of every secret of the rigs, so that one search finds any of them. */
export const secretMark = 'SeKrEt';

/** Headers of an answer that repeats a secret wherever a message may show one. */
export function echoing(secret: string): Record<string, string> {
  return { 'X-OpenStack-Request-Id': secret, Location: `http://${secret}.example/${secret}` };
}

/** The status of an answer, counted from 1; the last one is repeated. */
export function nextStatus(statuses: readonly number[], count: number): number {
  return statuses[Math.min(count, statuses.length) - 1]!;
}
