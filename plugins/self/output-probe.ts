import { formatIdentifier } from '../collectd/identifier.ts';
import type { ValueList } from '../collectd/text-protocol.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import { SentTimes } from './sent-times.ts';

/** The value that is left out once: a gap of one sample in it harms nobody. */
const probedInstance = 'predicted_upper';
/** Series that are probed at once. */
const maxProbed = 100;
/** Seconds from the first gap to the look at what has arrived in Redis. */
const lookSeconds = 3;
const maxSent = 100;

interface Probed {
  /** Epoch seconds of the value that was left out. */
  readonly from: number;
  readonly sent: SentTimes;
}

/**
 * Finds out whether somebody else gives the same predictions: one value of each series is left out, and nobody but
 * another dma predict can have written it.
 */
export class OutputProbe {
  readonly #probed = new Map<string, Probed>();
  readonly #startedAt: number;

  /** @param now monotonic seconds */
  constructor(now: number) {
    this.#startedAt = now;
  }

  /** Takes a value before it is given to collectd. Returns false for one to be left out. */
  takes({ identifier, time }: ValueList): boolean {
    if (identifier.typeInstance !== probedInstance) return true;
    const name = formatIdentifier(identifier);
    const probed = this.#probed.get(name);
    probed?.sent.add(time);
    if (probed || this.#probed.size >= maxProbed) return true;
    this.#probed.set(name, { from: time, sent: new SentTimes(maxSent) });
    return false;
  }

  /** True when what others have written has arrived. @param now monotonic seconds */
  isOver(now: number): boolean {
    return now - this.#startedAt >= lookSeconds;
  }

  /** Names of the values that somebody else has written. Rejects as the reader does. */
  async found(reader: Pick<SampleReader, 'after'>): Promise<readonly string[]> {
    const names = await Promise.all(
      [...this.#probed].map(async ([name, { from, sent }]) => {
        const { entries } = await reader.after(name, from - 1, maxSent);
        // What was sent before the gap is ours as well.
        return entries.some(({ time }) => time > from - 0.001 && sent.isForeign(time)) ? [name] : [];
      }),
    );
    return names.flat();
  }
}
