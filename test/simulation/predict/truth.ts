import type { Entry } from '../../../plugins/samples/sample-reader.ts';

/** A sample may come between the answers to LISTVAL and to GETVAL, an interval after the listed one. */
const askingMilliseconds = 5500;

/** Every sample that there ever was, so that nothing else is read or predicted. */
export class Truth {
  /** By identifier and milliseconds; a clock that was set back may show the same time twice. */
  readonly #samples = new Map<string, Map<number, Entry[]>>();

  add(identifier: string, sample: Entry): void {
    const samples = this.#samples.get(identifier) ?? new Map<number, Entry[]>();
    this.#samples.set(identifier, samples);
    const key = milliseconds(sample.time);
    const same = samples.get(key);
    if (same) same.push(sample);
    else samples.set(key, [sample]);
  }

  /**
   * True for a sample as it went into Redis, or as collectd's cache gives it: seven digits, half a millisecond later,
   * and the value perhaps one that was read since, because LISTVAL and GETVAL are asked one after the other.
   */
  has(identifier: string, { time, values }: Entry): boolean {
    const samples = this.#samples.get(identifier) ?? new Map<number, Entry[]>();
    const isStored = (samples.get(milliseconds(time)) ?? []).some(
      (sample) => sample.time === time && values.every((value, i) => Object.is(value, sample.values[i])),
    );
    if (isStored) return true;
    const first = milliseconds(time - 0.0005);
    if (!samples.has(first)) return false;
    for (let key = first; key < first + askingMilliseconds; key++)
      for (const sample of samples.get(key) ?? [])
        if (values.every((value, i) => isRounded(value, sample.values[i]!))) return true;
    return false;
  }
}

function milliseconds(time: number): number {
  return Math.round(time * 1000);
}

function isRounded(value: number, exact: number): boolean {
  return Math.abs(value - exact) <= 1e-6 * Math.abs(exact);
}
