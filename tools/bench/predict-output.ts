import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const risk = /^PUTVAL "([^"]+\/dma-bench[^"]*\/percent-risk)" interval=\S+ ([\d.]+):/;
const rate = /^PUTVAL "bench\/dma-self\/gauge-samples_per_second" interval=\S+ [\d.]+:([\d.]+)/;
const round = /^PUTVAL "bench\/dma-self\/duration-round" interval=\S+ [\d.]+:([\d.]+)/;

/** The values that a `dma predict` gives to collectd, as far as they are measured. */
export class PredictOutput {
  readonly #names = new Set<string>();
  #lags: number[] = [];
  #rates: number[] = [];
  #rounds: number[] = [];

  constructor(stream: Readable) {
    createInterface({ input: stream }).on('line', (line) => this.#take(line));
  }

  /** Number of series that have a prediction. */
  get predicted(): number {
    return this.#names.size;
  }

  /** Forgets what was counted. */
  startMeasuring(): void {
    [this.#lags, this.#rates, this.#rounds] = [[], [], []];
  }

  /** Samples a second since, the seconds from a sample's own time to its prediction, in order, and a round's mean. */
  measured(): { samplesPerSecond: number; lags: number[]; roundSeconds: number | undefined } {
    return {
      samplesPerSecond: this.#rates.reduce((sum, one) => sum + one, 0) / this.#rates.length,
      lags: this.#lags.toSorted((a, b) => a - b),
      roundSeconds: this.#rounds.at(-1),
    };
  }

  #take(line: string): void {
    if (line.includes('/percent-risk')) {
      const [, name, time] = risk.exec(line) ?? [];
      if (name === undefined) return;
      this.#names.add(name);
      this.#lags.push(Date.now() / 1000 - Number(time));
    } else if (line.includes('/gauge-samples_per_second')) {
      const perSecond = rate.exec(line)?.[1];
      if (perSecond !== undefined) this.#rates.push(Number(perSecond));
    } else if (line.includes('/duration-round')) {
      const seconds = round.exec(line)?.[1];
      if (seconds !== undefined) this.#rounds.push(Number(seconds));
    }
  }
}
