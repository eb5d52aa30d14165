import type { Notifier } from './notifier.ts';

/** A notifier with some of its members replaced. Members that it lacks stay absent. */
export function decoratedNotifier(notifier: Notifier, replaced: Partial<Notifier>): Notifier {
  const { name, maxEvents, repeatSeconds, writes } = notifier;
  const checkFiles = notifier.checkFiles?.bind(notifier);
  const checkAccess = notifier.checkAccess?.bind(notifier);
  const skips = notifier.skips?.bind(notifier);
  return {
    name,
    maxEvents,
    ...(repeatSeconds !== undefined && { repeatSeconds }),
    ...(checkFiles && { checkFiles }),
    ...(checkAccess && { checkAccess }),
    ...(writes && { writes }),
    ...(skips && { skips }),
    deliver: (batch, signal) => notifier.deliver(batch, signal),
    close: () => notifier.close(),
    ...replaced,
  };
}
