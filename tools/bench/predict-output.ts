import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const risk = /^PUTVAL "([^"]+\/dma-bench[^"]*\/percent-risk)" interval=\S+ ([\d.]+):/;
const round = /^PUTVAL "bench\/dma-self\/duration-round" interval=\S+ [\d.]+:([\d.]+)/;

/** The values that a `dma predict` gives to collectd, as far as they are measured. */
export class PredictOutput {
  readonly #names = new Set<string>();
  #lags: number[] = [];
  #samples = 0;
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
    [this.#lags, this.#samples, this.#rounds] = [[], 0, []];
  }

  /** The samples that were predicted since, the seconds from their own time to now, in order, and a round's mean. */
  measured(): { samples: number; lags: number[]; roundSeconds: number | undefined } {
    return {
      samples: this.#samples,
      lags: this.#lags.toSorted((a, b) => a - b),
      roundSeconds: this.#rounds.at(-1),
    };
  }

  #take(line: string): void {
    if (line.includes('/percent-risk')) {
      const [, name, time] = risk.exec(line) ?? [];
      if (name === undefined) return;
      this.#names.add(name);
      this.#samples++;
      this.#lags.push(Date.now() / 1000 - Number(time));
    } else if (line.includes('/duration-round')) {
      const seconds = round.exec(line)?.[1];
      if (seconds !== undefined) this.#rounds.push(Number(seconds));
    }
  }
}
