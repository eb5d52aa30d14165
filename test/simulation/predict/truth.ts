import type { Entry } from '../../../plugins/samples/entry.ts';

/** Samples that may come between the answers to LISTVAL and to GETVAL, and others that somebody else wrote. */
const nextSamples = 4;

/** The samples of one series, in the order in which they were written. */
interface Written {
  readonly samples: Entry[];
  /** Places by milliseconds; a clock that was set back may show the same time twice. */
  readonly places: Map<number, number[]>;
}

/** Every sample that there ever was, so that nothing else is read or predicted. */
export class Truth {
  readonly #series = new Map<string, Written>();

  add(name: string, sample: Entry): void {
    const { samples, places } = this.#series.get(name) ?? {
      samples: [],
      places: new Map<number, number[]>(),
    };
    this.#series.set(name, { samples, places });
    const key = milliseconds(sample.time);
    places.set(key, [...(places.get(key) ?? []), samples.length]);
    samples.push(sample);
  }

  /**
   * True for a sample as it went into Redis, or as collectd's cache gives it: seven digits, half a millisecond later,
   * and perhaps the value of a next sample, because LISTVAL and GETVAL are asked one after the other.
   */
  has(name: string, { time, values }: Entry): boolean {
    const written = this.#series.get(name);
    if (!written) return false;
    const at = (seconds: number): readonly number[] => written.places.get(milliseconds(seconds)) ?? [];
    const isStored = at(time).some((place) => {
      const sample = written.samples[place]!;
      return sample.time === time && values.every((value, i) => Object.is(value, sample.values[i]));
    });
    if (isStored) return true;
    return at(time - 0.0005)
      .flatMap((place) => written.samples.slice(place, place + 1 + nextSamples))
      .some((sample) => values.every((value, i) => isRounded(value, sample.values[i]!)));
  }
}

function milliseconds(time: number): number {
  return Math.round(time * 1000);
}

function isRounded(value: number, exact: number): boolean {
  return Math.abs(value - exact) <= 1e-6 * Math.abs(exact);
}
