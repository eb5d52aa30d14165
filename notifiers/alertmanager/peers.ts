import { delivered, failed, type Delivery, type FailedDelivery } from '../notifier.ts';

/** So long the others are waited for once one peer has taken it. */
const defaultPatienceSeconds = 1;

/**
 * Sends all peers the same at the same time, and says what became of it, see `combinePeers`.
 *
 * When one has taken it, those that are silent for `patienceSeconds` more are given up until next time: they must not
 * hold up what comes after it. Until then, each has all the time of a request.
 *
 * @param send one attempt at one peer; never rejects, and settles soon after its signal is aborted
 * @param patienceSeconds (Default: 1)
 */
export async function sendToPeers(
  urls: readonly string[],
  send: (url: string, signal: AbortSignal) => Promise<Delivery>,
  signal: AbortSignal,
  patienceSeconds: number = defaultPatienceSeconds,
): Promise<Delivery> {
  const impatience = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const sendToOne = async (url: string): Promise<Delivery> => {
    const delivery = await send(url, AbortSignal.any([signal, impatience.signal]));
    if (delivery.outcome === 'delivered')
      timer ??= setTimeout(() => impatience.abort(), patienceSeconds * 1000);
    else if (delivery.reason === 'aborted' && impatience.signal.aborted && !signal.aborted) {
      const { origin } = new URL(url);
      return failed('timeout', true, `Alertmanager ${origin}: silent while another peer has answered`);
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
