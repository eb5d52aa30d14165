import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const risk = /^PUTVAL "([^"]+\/dma-bench[^"]*)\/percent-risk" interval=\S+ ([\d.]+):([\d.]+)/;
const screened = /^PUTVAL "bench\/dma-self\/gauge-screened" interval=\S+ [\d.]+:(\d+)/;
/** A risk from here on is an alert. */
const alertPercent = 50;

/** The values that a `dma predict` gives to collectd, as far as alerts are measured. */
export class BurstOutput {
  readonly #predicted = new Set<string>();
  /** By series: the seconds from the time of the sample that raised its first alert to its coming. */
  readonly #lags = new Map<string, number>();
  #screened = 0;

  /** @param now epoch seconds (default: the system's clock) */
  constructor(stream: Readable, now: () => number = () => Date.now() / 1000) {
    createInterface({ input: stream }).on('line', (line) => {
      const [, name, time, percent] = risk.exec(line) ?? [];
      if (name !== undefined) {
        this.#predicted.add(name);
        if (Number(percent) >= alertPercent && !this.#lags.has(name))
          this.#lags.set(name, now() - Number(time));
      } else this.#screened = Number(screened.exec(line)?.[1] ?? this.#screened);
    });
  }

  /** Number of series that have a risk. */
  get predicted(): number {
    return this.#predicted.size;
  }

  /** Number of series that were screened at the last report. */
  get screened(): number {
    return this.#screened;
  }

  /** The lags of the alerts, the shortest first. */
  get lags(): readonly number[] {
    return [...this.#lags.values()].toSorted((a, b) => a - b);
  }
}
