import { once } from 'node:events';
import { decoratedNotifier } from './decorated-notifier.ts';
import { failed, type Delivery, type Notifier } from './notifier.ts';

/**
 * Makes a notifier settle as soon as its signal is aborted, for calls that cannot be cancelled, such as reading a file
 * of a file system that hangs.
 */
export function promptNotifier(notifier: Notifier): Notifier {
  return decoratedNotifier(notifier, {
    deliver: (batch, signal) => promptly(notifier, signal, () => notifier.deliver(batch, signal)),
    ...(notifier.checkAccess && {
      checkAccess: (signal) => promptly(notifier, signal, () => notifier.checkAccess!(signal)),
    }),
  });
}

async function promptly(
  { name }: Notifier,
  signal: AbortSignal,
  attempt: () => Promise<Delivery>,
): Promise<Delivery> {
  const aborted = failed('aborted', true, `${name}: aborted`);
  if (signal.aborted) return aborted;
  const settled = new AbortController();
  const abort = once(signal, 'abort', { signal: settled.signal }).then(
    () => aborted,
    () => aborted,
  );
  try {
    return await Promise.race([attempt(), abort]);
  } finally {
    settled.abort();
  }
}
