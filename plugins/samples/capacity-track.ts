import type { Sample } from '../../analysis/window.ts';
import { UsualInterval } from './usual-interval.ts';

/** A sample beside the capacity of its time. */
export interface SampleOfShare extends Sample {
  /** Above 0; absent while it is not known. */
  readonly capacity?: number;
}

/**
 * Finds the capacity of each sample: the newest that was written until half an interval later, because collectd writes
 * the parts of one look one after another.
 */
export class CapacityTrack {
  readonly #interval = new UsualInterval();
  /** Capacities whose time has not come yet, oldest first. */
  #coming: readonly Sample[] = [];
  #next = 0;
  #present: number | undefined;

  /** Epoch seconds of the newest capacity that was offered and not asked for yet; undefined without any. */
  get newestTime(): number | undefined {
    return this.#next < this.#coming.length ? this.#coming.at(-1)!.time : undefined;
  }

  /** Takes capacities, oldest first. */
  offer(capacities: readonly Sample[]): void {
    this.#coming = [...this.#coming.slice(this.#next), ...capacities];
    this.#next = 0;
  }

  /** Adds its capacity to a sample, which is newer than the one before. */
  withCapacity(sample: Sample): SampleOfShare {
    this.#interval.add(sample.time);
    const until = sample.time + (this.#interval.seconds ?? 0) / 2;
    for (; this.#next < this.#coming.length && this.#coming[this.#next]!.time <= until; this.#next++) {
      const { value } = this.#coming[this.#next]!;
      if (value > 0) this.#present = value;
    }
    return this.#present === undefined ? sample : { ...sample, capacity: this.#present };
  }
}
