import type { Writable } from 'node:stream';

/** Work that is over sooner shows no bar, in seconds. */
const silentSeconds = 0.5;
const width = 30;

/** A terminal, or anything else that text is written to. */
export type ProgressStream = Writable & { readonly isTTY?: boolean };

/**
 * A bar on one line of a terminal, drawn anew with each percent and gone at the end. Nothing is written to what is not
 * a terminal.
 */
export class ProgressBar {
  readonly #stream: ProgressStream;
  readonly #label: string;
  readonly #now: () => number;
  readonly #begun: number;
  #shown = -1;

  /** @param now seconds, from any origin */
  constructor(stream: ProgressStream, label: string, now: () => number) {
    this.#stream = stream;
    this.#label = label;
    this.#now = now;
    this.#begun = now();
  }

  /** @param share what is done, 0 to 1 */
  update(share: number): void {
    const percent = Math.floor(100 * Math.min(1, Math.max(0, share)));
    if (this.#stream.isTTY !== true || percent === this.#shown) return;
    if (this.#now() - this.#begun < silentSeconds) return;
    this.#shown = percent;
    const full = Math.round((percent / 100) * width);
    const bar = '#'.repeat(full) + '.'.repeat(width - full);
    this.#stream.write(`\r${this.#label} [${bar}] ${String(percent).padStart(3)} %`);
  }

  /** Removes the bar. */
  end(): void {
    if (this.#shown >= 0) this.#stream.write('\r\u001B[K');
    this.#shown = -1;
  }
}

/** Hands over `items` one by one and says how far it is. */
export function* withProgress<Item>(
  items: readonly Item[],
  onProgress: (share: number) => void,
): Generator<Item> {
  for (const [index, item] of items.entries()) {
    if (index % 256 === 0) onProgress(index / items.length);
    yield item;
  }
}
