import { once } from 'node:events';
import { decoratedNotifier } from './decorated-notifier.ts';
import { failed, type Batch, type Delivery, type Notifier } from './notifier.ts';

/**
 * Makes a notifier settle as soon as its signal is aborted, for calls that cannot be cancelled, such as reading a file
 * of a file system that hangs.
 */
export function promptNotifier(notifier: Notifier): Notifier {
  return decoratedNotifier(notifier, {
    deliver: (batch, signal) => deliverPromptly(notifier, batch, signal),
  });
}

async function deliverPromptly(notifier: Notifier, batch: Batch, signal: AbortSignal): Promise<Delivery> {
  const aborted = failed('aborted', true, `${notifier.name}: aborted`);
  if (signal.aborted) return aborted;
  const settled = new AbortController();
  const abort = once(signal, 'abort', { signal: settled.signal }).then(
    () => aborted,
    () => aborted,
  );
  try {
    return await Promise.race([notifier.deliver(batch, signal), abort]);
  } finally {
    settled.abort();
  }
}
