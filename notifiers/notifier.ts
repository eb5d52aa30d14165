import type { z } from 'zod';
import type { AlertEvent } from './event/alert-event.ts';

/** What one attempt has to carry. */
export interface Batch {
  /** The new events, oldest first; at most the notifier's `maxEvents`. None only where `repeatSeconds` asks for that. */
  readonly events: readonly AlertEvent[];
  /**
   * The newest event of every episode that is open once `events` have happened, for sinks that hold a state
   * (a table of rows) and not a stream. Never contains an OKAY.
   */
  readonly open: readonly AlertEvent[];
}

/** Why an attempt failed. A closed list, so that logs can be searched and tests can be complete. */
export type FailureReason =
  | 'unreachable' // refused, reset, no route, name not found
  | 'timeout' // no complete answer within the notifier's own timeout
  | 'aborted' // the caller's signal
  | 'tls' // certificate not trusted, expired or for another host
  | 'unauthorized' // credentials refused
  | 'forbidden' // credentials good, role missing
  | 'not-found' // no such URL, data source, table or service
  | 'rejected' // any other 4xx, or a 5xx known to be our fault: the same request would fail again
  | 'rate-limited' // 429
  | 'server-error' // 5xx
  | 'bad-answer' // an answer that is not what the protocol says
  | 'io'; // a local file could not be read or written

/** An attempt that did not arrive, or not for certain. */
export interface FailedDelivery {
  readonly outcome: 'failed';
  readonly reason: FailureReason;
  /** Worth repeating unchanged. */
  readonly recoverable: boolean;
  /** One line for the log; never holds a credential. */
  readonly message: string;
  /** The sink asks for no further attempt before that many seconds, 0 to 86,400; absent where it did not say. */
  readonly retryAfterSeconds?: number;
}

/** An attempt that arrived. */
export interface SuccessfulDelivery {
  readonly outcome: 'delivered';
  /** What is amiss although it arrived, such as one of several peers that is down; one line, without credentials. */
  readonly note?: string;
}

/** What became of one attempt. */
export type Delivery = SuccessfulDelivery | FailedDelivery;

/**
 * A sink for alerts.
 *
 * `deliver` attempts once: retry, backoff, deadline, order and the spool live outside, once for all notifiers.
 * It never rejects; whatever goes wrong is a `failed` delivery. After `signal` is aborted it settles within
 * 100 ms. It is never called a second time before the first call has settled. Delivering the same batch again
 * does no harm beyond what the sink makes of a repeated id.
 */
export interface Notifier {
  /** As in the configuration, such as `congress`. */
  readonly name: string;
  /** The largest number of events one attempt can carry (at least 1). */
  readonly maxEvents: number;
  /**
   * For a sink that forgets: while episodes are open and nothing new is queued, a batch of no events with what is open
   * is delivered this often; also with nothing open, while the sink may believe something else. Such a batch is never kept: one that failed is made up for by the next.
   * Absent for a sink that remembers.
   */
  readonly repeatSeconds?: number;
  deliver(batch: Batch, signal: AbortSignal): Promise<Delivery>;
  /**
   * Opens the files that an attempt would need (secrets, certificates, templates, `clouds.yaml`) without changing any and
   * without asking the sink: for `dma check`. `delivered` where all of them can be used; otherwise what an attempt would
   * fail with. It never rejects. Absent where there are none.
   */
  checkFiles?(): Promise<Delivery>;
  /** Frees what the notifier holds (connections, files). No call follows. */
  close(): void;
}

/** What a notifier is told of the process it lives in. */
export interface NotifierContext {
  /** Identifies this writer among others at the same sink, such as the host's name. ASCII. */
  readonly writer: string;
  /** Reads an environment variable; passed in so that tests need none. */
  readonly env: (name: string) => string | undefined;
  /** The present time in epoch seconds. */
  readonly now: () => number;
}

/** A kind of notifier, as the registry lists it. */
export interface NotifierEntry<Schema extends z.ZodType> {
  /** The kind under `notifiers:` in dma.yaml. */
  readonly name: string;
  /** True where one summary may stand for many events; false forbids `route.atMost`, because each event is an action. */
  readonly limitable: boolean;
  /** True where the notifier writes under `NotifierContext.writer`; `dma check` then shows that name. */
  readonly usesWriter: boolean;
  /** Checks and completes the options without I/O. */
  readonly options: Schema;
  /** Creates the notifier without I/O. */
  create(options: z.output<Schema>, context: NotifierContext): Notifier;
}

/** The one way to write a failed delivery. */
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

export const delivered: Delivery = { outcome: 'delivered' };
