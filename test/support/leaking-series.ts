import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';

const paceSeconds = 0.1;

/** A series with a slope that is put into collectd through its socket ten times a second. */
export class LeakingSeries {
  readonly identifier: string;
  /** Change per second. */
  slope = 0;
  value: number;
  readonly #client: UnixsockClient;
  readonly #highest: number;
  readonly #lowest: number;
  readonly #timer: NodeJS.Timeout;
  #count = 0;

  constructor(
    socket: string,
    identifier: string,
    range: { readonly lowest: number; readonly highest: number },
  ) {
    this.identifier = identifier;
    this.#client = new UnixsockClient(socket);
    this.#highest = range.highest;
    this.#lowest = range.lowest;
    this.value = range.lowest;
    this.#timer = setInterval(() => this.#put(), 1000 * paceSeconds);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#client.close();
  }

  #put(): void {
    this.#count += 1;
    this.value = Math.min(this.#highest, Math.max(this.#lowest, this.value + this.slope * paceSeconds));
    // A little noise, because a straight line is rare.
    const value = this.value + Math.sin(this.#count);
    const time = (Date.now() / 1000).toFixed(3);
    // Lost while collectd is not running.
    this.#client
      .command(`PUTVAL "${this.identifier}" interval=${paceSeconds} ${time}:${value}`)
      .catch(() => undefined);
  }
}
