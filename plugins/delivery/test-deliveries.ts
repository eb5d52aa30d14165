import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import type { Notifier } from '../../notifiers/notifier.ts';
import { tryNotifier, type TrialOutcome } from '../../notifiers/trial.ts';
import { describeError } from '../../notifiers/error-text.ts';
import { testTokenOf } from '../collectd/test-notification.ts';
import { tolerate } from '../files/durable-file.ts';
import type { Logger } from '../process/logger.ts';
import type { TestResult, TestResults } from '../spool/test-results.ts';
import type { Arrival } from './inbox.ts';

/** A test that waited longer than this, because no `dma deliver` ran, has nobody waiting for it. */
const maxAgeSeconds = 60;
/** Tests under way at most: anybody with access to collectd's socket may send one. */
const maxTests = 4;
/** The outcome of a test beyond them. */
const busy: TrialOutcome = {
  kind: 'failed',
  reason: 'busy',
  message: `nothing was sent, because ${maxTests} other tests are under way`,
  cure: 'try again when they have ended',
};

export interface TestDeliveriesParts {
  readonly results: TestResults;
  readonly notifiers: readonly { readonly name: string; readonly notifier: Notifier }[];
  /** The newest event of each open episode that the notifier's receiver knows. */
  readonly open: (notifier: string) => readonly AlertEvent[];
  readonly logger: Logger;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Delivers the tests of `dma check --test` to every notifier, once, past queues and routes, and writes down what came
 * of it. They are no events: no episode, history or retry knows of them.
 */
export class TestDeliveries {
  readonly #parts: TestDeliveriesParts;
  readonly #working = new Set<Promise<void>>();

  constructor(parts: TestDeliveriesParts) {
    this.#parts = parts;
  }

  /** Begins the test of a notification that `testTokenOf` knows. Never throws: events are more important. */
  begin({ notification, arrived }: Arrival): void {
    const { results, notifiers, logger, now } = this.#parts;
    const token = testTokenOf(notification)!;
    const taken = now();
    if (taken - arrived > maxAgeSeconds) {
      logger.info(`test ${token} of dma check is dropped: it is too old`);
      return;
    }
    const isRefused = this.#working.size >= maxTests;
    const first = isRefused ? busy : null;
    const outcomes = new Map<string, TrialOutcome | null>(notifiers.map(({ name }) => [name, first]));
    const result = (): TestResult => ({ taken, notifiers: Object.fromEntries(outcomes) });
    try {
      results.forget(taken);
      // Before the notification is removed: whoever waits sees it in one place or the other.
      results.write(token, result());
    } catch (error) {
      logger.warn(
        `test ${token} of dma check is dropped: its result cannot be kept: ${describeError(error)}`,
      );
      return;
    }
    if (isRefused) {
      logger.info(`test ${token} of dma check is dropped: ${maxTests} others are under way`);
      return;
    }
    const run = this.#deliver(token, notification.host, (name, outcome) => {
      outcomes.set(name, outcome);
      // A full disk must not end the program; whoever waits is told that there is no result.
      tolerate(() => results.write(token, result()));
    }).finally(() => this.#working.delete(run));
    this.#working.add(run);
  }

  /** Settles when all tests under way have; soon after the signal. */
  async settled(): Promise<void> {
    await Promise.all(this.#working);
  }

  async #deliver(
    token: string,
    host: string | undefined,
    onOutcome: (name: string, outcome: TrialOutcome) => void,
  ): Promise<void> {
    const { notifiers, logger } = this.#parts;
    const told = await Promise.all(
      notifiers.map(async ({ name, notifier }) => {
        const outcome = await this.#try(name, notifier, token, host);
        onOutcome(name, outcome);
        return `${name} ${outcome.kind}`;
      }),
    );
    logger.info(`test ${token} of dma check: ${told.join(', ') || 'there is no notifier'}`);
  }

  async #try(name: string, notifier: Notifier, token: string, host = 'unknown'): Promise<TrialOutcome> {
    const { open, now, signal } = this.#parts;
    const episode = { id: `dma-test-${token}`, host, since: now(), by: 'dma check --test' };
    try {
      return await tryNotifier(notifier, { episode, open: open(name), now }, signal);
    } catch (error) {
      // A notifier never rejects; if one does, the others must go on.
      return {
        kind: 'failed',
        reason: 'rejected',
        message: `a fault of the notifier itself: ${describeError(error)}`,
      };
    }
  }
}
