import type { CapacityParts } from './capacity-past.ts';
import { CapacityTrack, type SampleOfShare } from './capacity-track.ts';
import type { SampleReader } from './sample-reader.ts';
import { SeriesSource, type SeriesSourceOptions } from './series-source.ts';

/** The samples of a series whose capacity moves, each with the capacity of its time. */
export class SeriesWithCapacity extends SeriesSource {
  readonly #capacity: SeriesSource;
  readonly #track = new CapacityTrack();

  constructor(options: SeriesSourceOptions, { names, dataSources }: CapacityParts) {
    super(options);
    const sumName = `${options.names[0]}: the capacity of each sample`;
    this.#capacity = new SeriesSource({ ...options, names, dataSources, sumName });
  }

  override get asksPlainly(): boolean {
    return false;
  }

  override async next(reader: SampleReader, now: number): Promise<SampleOfShare[]> {
    const [samples, capacities] = await Promise.all([
      super.next(reader, now),
      this.#capacity.next(reader, now),
    ]);
    this.#track.offer(capacities);
    return samples.map((sample) => this.#track.withCapacity(sample));
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
      while (!isWhole && (this.#track.newestTime ?? from) <= end) {
        const further = await capacities.next();
        if (further.done) isWhole = true;
        else this.#track.offer(further.value);
      }
      yield page
        .map((sample) => this.#track.withCapacity(sample))
        .filter(({ capacity }) => capacity !== undefined);
    }
  }
}
