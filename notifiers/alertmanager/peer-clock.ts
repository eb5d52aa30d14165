import { formatDuration } from '../event/alert-units.ts';

/** A smaller difference may be the way of the answer, which has whole seconds only. */
const toleranceSeconds = 5;
/** Clocks that differed agree again below this, so that a difference at the tolerance is not logged again and again. */
const agreeingSeconds = 2;

/** The present, between our clock and the clock of a peer, in epoch seconds. */
export interface Present {
  readonly earliest: number;
  readonly latest: number;
}

/**
 * The clock of a peer, by the `Date` of its answers.
 *
 * Alertmanager ends an alert by its own clock: one that should fire is over at once if our clock is slow, and one that
 * has ended goes on if our clock is fast.
 */
export class PeerClock {
  readonly #label: string;
  /** The peer's clock minus ours in seconds; 0 within the tolerance. */
  #offset = 0;
  /** The offset in the note. It changes only by more than the tolerance, so that a note is logged once. */
  #said = 0;

  /** @param label the peer, for the note */
  constructor(label: string) {
    this.#label = label;
  }

  /**
   * Learns from an answer.
   *
   * @param date the header
   * @param sent our clock when the request was sent, epoch seconds
   * @param received the same when the answer came
   * @returns true when the clocks differ by something else than was known before
   */
  learn(date: string | undefined, sent: number, received: number): boolean {
    const time = Date.parse(date ?? '') / 1000;
    if (!Number.isFinite(time)) return false;
    const before = this.#offset;
    const [least, most] = [time - received, time + 1 - sent];
    const isAgreed = Math.max(least, -most) < (before === 0 ? toleranceSeconds : agreeingSeconds);
    const worst = least > 0 ? most : least;
    this.#offset = isAgreed ? 0 : worst;
    const isNew = (known: number, enough: number): boolean =>
      (this.#offset === 0) !== (known === 0) || Math.abs(this.#offset - known) >= enough;
    if (isNew(this.#said, Math.max(toleranceSeconds, Math.abs(this.#said) / 10))) this.#said = this.#offset;
    return isNew(before, toleranceSeconds);
  }

  /**
   * Both clocks may be the wrong one: an alert fires by both, and an alert that has ended is over by both.
   *
   * @param now our clock, epoch seconds
   */
  present(now: number): Present {
    return { earliest: now + Math.min(0, this.#offset), latest: now + Math.max(0, this.#offset) };
  }

  /** The difference and its cure; undefined when the clocks agree. */
  get note(): string | undefined {
    if (this.#said === 0) return undefined;
    const how = `${formatDuration(Math.abs(this.#said))} ${this.#said > 0 ? 'ahead of' : 'behind'}`;
    return `${this.#label}: its clock is ${how} this machine's, which is allowed for; let NTP set both clocks`;
  }
}
