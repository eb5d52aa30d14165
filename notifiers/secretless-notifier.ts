import { decoratedNotifier } from './decorated-notifier.ts';
import { describeError } from './error-text.ts';
import type { KnownSecrets } from './secrets/known-secrets.ts';
import type { Delivery, FailedDelivery, Notifier } from './notifier.ts';

/** Strikes the secrets out of every outcome of a notifier, which the spool keeps and the log shows. */
export function withoutSecrets(notifier: Notifier, secrets: KnownSecrets): Notifier {
  const struck = async (outcome: Promise<Delivery>): Promise<Delivery> => {
    try {
      return strikeOutcome(await outcome, secrets);
    } catch (error) {
      throw new Error(secrets.strike(describeError(error)), { cause: error });
    }
  };
  return decoratedNotifier(notifier, {
    deliver: (batch, signal) => struck(notifier.deliver(batch, signal)),
    ...(notifier.checkAccess && { checkAccess: (signal) => struck(notifier.checkAccess!(signal)) }),
    ...(notifier.checkFiles && { checkFiles: () => struck(notifier.checkFiles!()) }),
  });
}

function strikeOutcome(outcome: Delivery, secrets: KnownSecrets): Delivery {
  if (outcome.outcome === 'failed') return strikeFailure(outcome, secrets);
  const { note, failures } = outcome;
  return {
    ...outcome,
    ...(note !== undefined && { note: secrets.strike(note) }),
    ...(failures && {
      failures: failures.map(({ event, failure }) => ({ event, failure: strikeFailure(failure, secrets) })),
    }),
  };
}

function strikeFailure(failure: FailedDelivery, secrets: KnownSecrets): FailedDelivery {
  return { ...failure, message: secrets.strike(failure.message) };
}
