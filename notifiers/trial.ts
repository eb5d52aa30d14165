import { z } from 'zod';
import type { AlertEvent } from './event/alert-event.ts';
import { testEvent, type TestEpisode } from './event/test-event.ts';
import type { Delivery, FailedDelivery, FailureReason, Notifier } from './notifier.ts';

/** The outcome of a test of one notifier. */
export const trialOutcomeSchema = z.discriminatedUnion('kind', [
  /** The receiver took the test. */
  z.object({ kind: z.literal('taken'), note: z.string().exactOptional() }).readonly(),
  /** Events act there, so nothing was sent: the notifier could log in and read. */
  z.object({ kind: z.literal('accessible'), note: z.string().exactOptional() }).readonly(),
  /** The options say that the receiver is told of neither a WARNING nor a FAILURE like this. */
  z.object({ kind: z.literal('not-sent') }).readonly(),
  z
    .object({
      kind: z.literal('failed'),
      reason: z.string(),
      message: z.string(),
      cure: z.string().exactOptional(),
    })
    .readonly(),
]);

export type TrialOutcome = z.output<typeof trialOutcomeSchema>;

/** The surroundings of a test. */
export interface TrialParts {
  readonly episode: TestEpisode;
  /** The newest events of the open episodes that the receiver knows, which the test leaves as they are. */
  readonly open: readonly AlertEvent[];
  /** Epoch seconds. */
  readonly now: () => number;
}

/** After these failures the receiver may have taken the event. */
const unknownOutcomes: readonly FailureReason[] = ['timeout', 'bad-answer', 'server-error'];

/**
 * Sends one event that is marked as a test, and its OKAY to a receiver that forgets nothing: an incident there would
 * stay open. A receiver that forgets ends the test by itself, after it has told somebody. Where events act, only the
 * access is checked. Each attempt is made once. Never rejects.
 */
export async function tryNotifier(
  notifier: Notifier,
  { episode, open, now }: TrialParts,
  signal: AbortSignal,
): Promise<TrialOutcome> {
  if (notifier.checkAccess) {
    const access = outcomeOf(await notifier.checkAccess(signal));
    return access.kind === 'taken' ? { ...access, kind: 'accessible' } : access;
  }
  const events = (['WARNING', 'FAILURE'] as const).map((severity) => testEvent(severity, episode, now()));
  const event = events.find((one) => notifier.skips?.(one) !== true);
  if (event === undefined) return { kind: 'not-sent' };
  const begun = failureOf(await notifier.deliver({ events: [event], open: [...open, event] }, signal));
  const mayBeOpen = begun.outcome === 'delivered' || unknownOutcomes.includes(begun.reason);
  const end = testEvent('OKAY', episode, now());
  if (notifier.repeatSeconds !== undefined || !mayBeOpen || notifier.skips?.(end) === true)
    return outcomeOf(begun);
  const ended = failureOf(await notifier.deliver({ events: [end], open }, signal));
  if (begun.outcome === 'failed' || ended.outcome === 'delivered') return outcomeOf(begun);
  return outcomeOf({ ...ended, message: `the test was taken, its end was not: ${ended.message}` });
}

/** The event itself may be refused in an attempt that went well otherwise. */
export function failureOf(delivery: Delivery): Delivery {
  return delivery.outcome === 'delivered' ? (delivery.failures?.[0]?.failure ?? delivery) : delivery;
}

function outcomeOf(delivery: Delivery): TrialOutcome {
  if (delivery.outcome === 'failed') return failureOutcome(delivery);
  return { kind: 'taken', ...(delivery.note === undefined ? {} : { note: delivery.note }) };
}

function failureOutcome({ reason, message, cure }: FailedDelivery): TrialOutcome {
  return { kind: 'failed', reason, message, ...(cure === undefined ? {} : { cure }) };
}
