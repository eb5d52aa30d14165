import { delivered, type Delivery, type FailedDelivery } from './notifier.ts';

/**
 * What became of one attempt at several peers, each of which was sent the same.
 *
 * One that took it is enough, as Alertmanagers of a cluster tell each other who was notified, and those that were down
 * are sent what fires at the next repetition; the note names them. When none took it, it is worth repeating if it is
 * for one of them.
 *
 * @param deliveries of at least one peer
 */
export function combinePeers(deliveries: readonly Delivery[]): Delivery {
  const failures = deliveries.filter((delivery): delivery is FailedDelivery => delivery.outcome === 'failed');
  const [first] = failures;
  if (!first) return delivered;
  const message = failures.map((failure) => failure.message).join('; ');
  if (failures.length < deliveries.length)
    return {
      outcome: 'delivered',
      note: `${failures.length} of ${deliveries.length} peers did not take it: ${message}`,
    };
  return { ...(failures.find(({ recoverable }) => recoverable) ?? first), message };
}
