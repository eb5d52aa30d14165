import { classifyStatus, type Failure, type HttpAnswer } from '../http-client/http-outcome.ts';
import { delivered, type Delivery, type EventFailure, type FailedDelivery } from '../notifier.ts';
import { formatAlert, type AlertForm, type OutgoingAlert } from './alerts.ts';
import { PeerClock } from './peer-clock.ts';

/** Half of the usual limit of a proxy. */
const maxBytes = 512 * 1024;
const maxAlerts = 1000;
/** After this many alerts that were refused alone, and none that was taken, the alerts are not at fault. */
const maxRefused = 20;

export interface PeerParts extends Omit<AlertForm, 'isCut'> {
  /** The peer, for messages. */
  readonly label: string;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** Sends a request with this body. */
export type Post = (json: string) => Promise<HttpAnswer | Failure>;

interface Item {
  readonly alert: OutgoingAlert;
  readonly isCut: boolean;
}

/**
 * One Alertmanager, and what its answers have taught: its clock, and the size of a request that it takes.
 *
 * Requests are split by size and number. One that is refused because of its content or its size is halved, until the
 * alerts at fault are found; an alert that is too large alone is sent without most of its annotations.
 */
export class Peer {
  readonly #parts: PeerParts;
  readonly #clock: PeerClock;
  #maxBytes = maxBytes;

  constructor(parts: PeerParts) {
    this.#parts = parts;
    this.#clock = new PeerClock(parts.label);
  }

  /** The number of requests that these alerts need at least. */
  static requestsFor(alerts: readonly OutgoingAlert[]): number {
    return Math.ceil(alerts.length / maxAlerts);
  }

  /**
   * Sends alerts, the first ones first.
   *
   * @returns the failures of single alerts with a success; failed when none was taken, or not all were tried
   */
  async send(alerts: readonly OutgoingAlert[], post: Post): Promise<Delivery> {
    const failures: EventFailure[] = [];
    let wasTaken = false;
    const waiting: (readonly Item[])[] = [alerts.map((alert) => ({ alert, isCut: false }))];
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (next.length === 0) continue;
      const count = this.#fitting(next);
      waiting.unshift(next.slice(count));
      const parcel = next.slice(0, count);
      const delivery = await this.#post(parcel, post);
      if (delivery.outcome === 'delivered') {
        wasTaken = true;
        continue;
      }
      if (!isOfContent(delivery)) return delivery;
      const first = parcel[0]!;
      if (count > 1) waiting.unshift(parcel.slice(0, count / 2), parcel.slice(count / 2));
      else if (delivery.reason === 'too-large' && !first.isCut) waiting.unshift([{ ...first, isCut: true }]);
      else failures.push({ event: first.alert.event, failure: delivery });
      if (!wasTaken && failures.length === maxRefused) break;
    }
    if (!wasTaken && failures[0]) return failures[0].failure;
    const note = [this.#clock.note, this.#describe(failures)].filter(Boolean).join('; ');
    return { ...delivered, ...(note && { note }), ...(failures.length > 0 && { failures }) };
  }

  /** The number of items that the next request has room for, at least one. */
  #fitting(items: readonly Item[]): number {
    let bytes = 2;
    for (const [index, item] of items.slice(0, maxAlerts).entries()) {
      bytes += Buffer.byteLength(this.#format(item)) + 1;
      if (bytes > this.#maxBytes) return Math.max(1, index);
    }
    return Math.min(items.length, maxAlerts);
  }

  async #post(parcel: readonly Item[], post: Post): Promise<Delivery> {
    const { now } = this.#parts;
    // The first answer may tell that the alerts were dated wrongly; then they are sent once more.
    for (let isLast = false; ; isLast = true) {
      const json = `[${parcel.map((item) => this.#format(item)).join(',')}]`;
      const sent = now();
      const answer = await post(json);
      if (answer.kind === 'failed') return answer.delivery;
      const isNews = this.#clock.learn(answer.headers.date, sent, now());
      const delivery = classifyStatus(answer);
      if (delivery.outcome === 'failed' && delivery.reason === 'too-large' && parcel.length > 1)
        this.#maxBytes = Math.min(this.#maxBytes, Math.floor(Buffer.byteLength(json) / 2));
      if (delivery.outcome === 'failed' || !isNews || isLast) return delivery;
    }
  }

  #format({ alert, isCut }: Item): string {
    const present = this.#clock.present(this.#parts.now());
    return JSON.stringify(formatAlert(alert, present, { ...this.#parts, isCut }));
  }

  #describe(failures: readonly EventFailure[]): string | undefined {
    const [first] = failures;
    if (!first) return undefined;
    const others = failures.length > 1 ? ` and ${failures.length - 1} more` : '';
    return `the alert of ${first.event.source}${others} was refused: ${first.failure.message}`;
  }
}

/** True when another alert may be taken. */
function isOfContent({ reason, recoverable }: FailedDelivery): boolean {
  return reason === 'too-large' || !recoverable;
}
