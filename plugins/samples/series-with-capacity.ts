import type { Sample } from '../../analysis/window.ts';
import type { CapacityParts } from './capacity-past.ts';
import type { SampleReader } from './sample-reader.ts';
import { SeriesSource, type SeriesSourceOptions } from './series-source.ts';
import { UsualInterval } from './usual-interval.ts';

/** A sample beside the capacity of its time. */
export interface SampleOfShare extends Sample {
  /** Above 0; absent while it is not known. */
  readonly capacity?: number;
}

/**
 * The samples of a series whose capacity moves, each with the capacity at its time: the newest that was written until
 * half an interval later, because collectd writes the parts of one look one after another.
 */
export class SeriesWithCapacity extends SeriesSource {
  readonly #capacity: SeriesSource;
  /** Capacities whose time has not come yet, oldest first. */
  #coming: Sample[] = [];
  #present: number | undefined;
  readonly #interval = new UsualInterval();

  constructor(options: SeriesSourceOptions, { names, dataSources }: CapacityParts) {
    super(options);
    const sumName = `${options.names[0]}: the sum of its capacity`;
    this.#capacity = new SeriesSource({ ...options, names, dataSources, sumName });
  }

  override async next(reader: SampleReader, now: number): Promise<SampleOfShare[]> {
    const [samples, capacities] = await Promise.all([
      super.next(reader, now),
      this.#capacity.next(reader, now),
    ]);
    this.#coming.push(...capacities);
    return samples.map((sample) => this.#withCapacity(sample));
  }

  /** As {@link SeriesSource.past}, from the first sample on whose capacity is known. */
  override async *past(
    reader: SampleReader,
    from: number,
    to: number,
    now: number,
  ): AsyncGenerator<SampleOfShare[]> {
    // The capacity at the newest sample of the past may be a little later.
    const capacities = this.#capacity.past(reader, from, Math.max(to, now), now);
    let isWhole = false;
    for await (const page of super.past(reader, from, to, now)) {
      const end = page.at(-1)?.time ?? from;
      while (!isWhole && (this.#coming.at(-1)?.time ?? from) <= end) {
        const further = await capacities.next();
        if (further.done) isWhole = true;
        else this.#coming.push(...further.value);
      }
      yield page.map((sample) => this.#withCapacity(sample)).filter(({ capacity }) => capacity !== undefined);
    }
  }

  #withCapacity(sample: Sample): SampleOfShare {
    this.#interval.add(sample.time);
    const until = sample.time + (this.#interval.seconds ?? 0) / 2;
    let count = 0;
    while (count < this.#coming.length && this.#coming[count]!.time <= until) count++;
    if (count > 0) {
      const { value } = this.#coming[count - 1]!;
      if (value > 0) this.#present = value;
      this.#coming.splice(0, count);
    }
    return this.#present === undefined ? sample : { ...sample, capacity: this.#present };
  }
}
