import type { z } from 'zod';
import type { AlertEvent } from './event/alert-event.ts';
import type { KnownSecrets } from './secrets/known-secrets.ts';

/** The content of one attempt. */
export interface Batch {
  /** New events, oldest first, at most `maxEvents` of the notifier. Empty for a refresh, see `repeatSeconds`. */
  readonly events: readonly AlertEvent[];
  /**
   * The newest event of every episode that is open after `events`, for receivers that hold a state (a table of rows).
   * Never contains an OKAY.
   */
  readonly open: readonly AlertEvent[];
}

/** The reason for a failed attempt. A closed list, so that logs can be searched and tests can be complete. */
export type FailureReason =
  | 'unreachable' // refused, reset, no route, name not found
  | 'timeout' // no complete answer within the notifier's own timeout
  | 'aborted' // the caller's signal
  | 'tls' // certificate not trusted, expired or for another host
  | 'unauthorized' // credentials refused
  | 'forbidden' // credentials good, role missing
  | 'not-found' // no such URL, data source, table or service
  | 'too-large' // 413: the receiver, or a proxy before it, limits the size of a request
  | 'rejected' // any other answer that says no: the same request would fail again
  | 'rate-limited' // 429
  | 'server-error' // 5xx
  | 'bad-answer' // an answer that is not what the protocol says
  | 'io'; // a local file could not be read or written

/** An attempt that failed or whose outcome is unknown. */
export interface FailedDelivery {
  readonly outcome: 'failed';
  readonly reason: FailureReason;
  /** True when the same attempt may succeed later; false blames the events, which become dead letters. */
  readonly recoverable: boolean;
  /** The cure, where a person has to mend the notifier or its receiver. The queue waits, and retries are slow. */
  readonly cure?: string;
  /** One line for the log, without credentials. */
  readonly message: string;
  /** Seconds until the receiver allows the next attempt, 0 to 86,400; absent when it did not say. */
  readonly retryAfterSeconds?: number;
}

/** An event that failed alone. */
export interface EventFailure {
  readonly event: AlertEvent;
  readonly failure: FailedDelivery;
}

/** An attempt that the receiver accepted. */
export interface SuccessfulDelivery {
  readonly outcome: 'delivered';
  /** Events of the batch that the receiver did not take, though it took the others. (Default: none) */
  readonly failures?: readonly EventFailure[];
  /** A problem that remains, such as one of several peers that is down. One line, without credentials. */
  readonly note?: string;
}

/** The outcome of one attempt. */
export type Delivery = SuccessfulDelivery | FailedDelivery;

/**
 * Carries alerts to one receiver.
 *
 * `deliver` attempts once. Retry, backoff, deadline, order and the spool are the caller's, once for all notifiers. It
 * never rejects: every error is a `failed` delivery. It settles within 100 ms after `signal` is aborted. It is never
 * called again before the last call has settled. Delivery is at least once, so a repeated batch must do no harm beyond
 * a repeated id.
 */
export interface Notifier {
  /** The kind of notifier, such as `congress`. */
  readonly name: string;
  /** The upper bound of events in one attempt, at least 1. */
  readonly maxEvents: number;
  /**
   * Refresh interval for stateful receivers, in seconds. With an empty queue, the list of open episodes is sent again
   * this often; an empty list too, while the receiver may still believe that an episode is open. A failed refresh is
   * not retried: the next one replaces it. Absent for receivers that forget nothing.
   */
  readonly repeatSeconds?: number;
  deliver(batch: Batch, signal: AbortSignal): Promise<Delivery>;
  /**
   * Opens the files that an attempt needs (secrets, certificates, templates, `clouds.yaml`), for `dma check`. Changes
   * no file and contacts no receiver. Returns the failure that an attempt would have. Never rejects. Absent when no
   * file is needed.
   */
  checkFiles?(): Promise<Delivery>;
  /**
   * Logs in at the receiver and reads there what an attempt reads, and changes nothing. Returns the failure that an
   * attempt would have. Never rejects, and settles within 100 ms after `signal` is aborted. Present where events act:
   * no test is sent there.
   */
  checkAccess?(signal: AbortSignal): Promise<Delivery>;
  /** Paths of the files that it writes; root writes none where somebody else could exchange them. */
  readonly writes?: readonly string[];
  /** True for an event of which the receiver is not told, as the options say. Absent where it is told of all. */
  skips?(event: AlertEvent): boolean;
  /** Releases connections and files. No call follows. */
  close(): void;
}

/** The process that a notifier lives in. */
export interface NotifierContext {
  /** The name of this writer at a receiver that several hosts share, such as the host's name. ASCII. */
  readonly writer: string;
  /** Reads an environment variable. */
  readonly env: (name: string) => string | undefined;
  /** The current time in epoch seconds. */
  readonly now: () => number;
  /** Gets every secret that the notifier reads or is given; none of them is in an outcome. */
  readonly secrets: KnownSecrets;
}

/** A kind of notifier, as the registry lists it. */
export interface NotifierEntry<Schema extends z.ZodType> {
  /** The kind under `notifiers:` in dma.yaml. */
  readonly name: string;
  /**
   * True where one summary may stand for many events. False forbids `route.atMost`, because each event is an action.
   */
  readonly limitable: boolean;
  /** True where the notifier writes under `NotifierContext.writer`; `dma check` then shows that name. */
  readonly usesWriter: boolean;
  /**
   * The effect of an event, as a clause, where an event acts on more than people's attention. No test is sent there:
   * `dma check` has the notifier check its access, and `dma deliver --try` only says this.
   */
  readonly acts?: string;
  /** Checks and completes the options without I/O. */
  readonly options: Schema;
  /** Creates the notifier without I/O. */
  create(options: z.output<Schema>, context: NotifierContext): Notifier;
}

/** Creates a failed delivery. */
export function failed(
  reason: FailureReason,
  recoverable: boolean,
  message: string,
  retryAfterSeconds?: number,
): FailedDelivery {
  return {
    outcome: 'failed',
    reason,
    recoverable,
    message,
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

/** Creates a failed delivery that no event causes: a person has to mend the notifier or its receiver. */
export function held(reason: FailureReason, message: string, cure: string): FailedDelivery {
  return { ...failed(reason, true, message), cure };
}

/** Describes a failure in one line: the message, then the cure if it has one. */
export function describeFailure({ message, cure }: Pick<FailedDelivery, 'message' | 'cure'>): string {
  return cure === undefined ? message : `${message}; ${cure}`;
}

export const delivered: Delivery = { outcome: 'delivered' };
