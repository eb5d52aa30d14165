import { delivered, failed, type Delivery, type FailedDelivery } from '../notifier.ts';

/** The name of a peer, for messages. */
export function peerLabel(url: string): string {
  return `Alertmanager ${new URL(url).origin}`;
}

/**
 * Sends all peers the same request at the same time and combines the outcomes, see `combinePeers`.
 *
 * Each peer has the whole time of a request. Once one has accepted, the others have `graceSeconds` more: a silent peer
 * must not delay the next batch.
 *
 * @param send one attempt at one peer; never rejects, and settles soon after its signal is aborted
 */
export async function sendToPeers(
  urls: readonly string[],
  send: (url: string, signal: AbortSignal) => Promise<Delivery>,
  signal: AbortSignal,
  graceSeconds: number,
): Promise<Delivery> {
  const grace = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const sendToOne = async (url: string): Promise<Delivery> => {
    const delivery = await send(url, AbortSignal.any([signal, grace.signal]));
    if (delivery.outcome === 'delivered') timer ??= setTimeout(() => grace.abort(), graceSeconds * 1000);
    else if (delivery.reason === 'aborted' && grace.signal.aborted && !signal.aborted) {
      return failed('timeout', true, `${peerLabel(url)}: silent while another peer has answered`);
    }
    return delivery;
  };
  try {
    return combinePeers(await Promise.all(urls.map(sendToOne)));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Combines the outcomes of one attempt at several peers.
 *
 * One acceptance is enough: Alertmanagers of a cluster share notifications, and a peer that was down gets the firing
 * alerts with the next refresh. So an event has failed if no peer took it. The note names the peers that failed. If all
 * failed, the attempt is recoverable if it is for one of them.
 *
 * @param deliveries of at least one peer
 */
export function combinePeers(deliveries: readonly Delivery[]): Delivery {
  const failures = deliveries.filter((delivery): delivery is FailedDelivery => delivery.outcome === 'failed');
  const successes = deliveries.filter((delivery) => delivery.outcome === 'delivered');
  const message = failures.map((failure) => failure.message).join('; ');
  const [first] = successes;
  if (!first) return { ...(failures.find(({ recoverable }) => recoverable) ?? failures[0]!), message };
  const notes = successes.flatMap(({ note }) => note ?? []);
  if (failures.length > 0)
    notes.unshift(`${failures.length} of ${deliveries.length} peers did not take it: ${message}`);
  const refused = (first.failures ?? []).filter(({ event }) =>
    successes.every((other) => other.failures?.some(({ event: { id } }) => id === event.id)),
  );
  return {
    ...delivered,
    ...(notes.length > 0 && { note: notes.join('; ') }),
    ...(refused.length > 0 && { failures: refused }),
  };
}
