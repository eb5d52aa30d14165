import { decoratedNotifier } from './decorated-notifier.ts';
import type { Delivery, Notifier } from './notifier.ts';

/** Makes the attempts of a notifier that several callers share wait for each other. */
export function serialNotifier(notifier: Notifier): Notifier {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (attempt: () => Promise<Delivery>): Promise<Delivery> => {
    const next = last.then(attempt);
    last = next.catch(() => undefined);
    return next;
  };
  return decoratedNotifier(notifier, {
    deliver: (batch, signal) => inTurn(() => notifier.deliver(batch, signal)),
    ...(notifier.checkAccess && {
      checkAccess: (signal) => inTurn(() => notifier.checkAccess!(signal)),
    }),
  });
}
