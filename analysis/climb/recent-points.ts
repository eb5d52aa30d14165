import { withZeros } from '../maths/tight-numbers.ts';
import { leastPoints, lookBacks, maxLookBack, slopeFrom, type PointsOfPast } from './trends.ts';

/** Points per horizon, at most; as those of a `ClimbHistory`. */
const binsPerHorizon = 60;
/** Points for which there is more room when the numbers grow. */
const morePoints = 3;
/** The first numbers of the points of a series without samples. */
export const noPoints: readonly number[] = [Number.NaN, 0, 0, 0, 0];
/** Places of the open bin's number, of the sums and the count of its samples, and of the number of points. */
const [bin, timeSum, valueSum, count, length, firstPoint] = [0, 1, 2, 3, 4, 5];

/**
 * The same points as those of a `BinnedPast`, as few of them as the longest look-back needs: for series of which there
 * are very many. O(points) for each mean.
 *
 * The points of a series are at the end of {@link numbers}, time and value in turns. One object looks at the numbers of
 * one series after the other: fields of their own would take three times the room. The last point is the first sample
 * of the open bin.
 */
export class RecentPoints implements PointsOfPast {
  readonly #horizonSeconds: number;
  readonly #first: number;
  readonly #firstPoint: number;
  /** Those of the series that is looked at. {@link append} may put a longer array in their place. */
  numbers: number[] = [];

  /**
   * @param horizonSeconds above 0
   * @param first place in {@link numbers} from which on they are those of the points; {@link noPoints} at first
   */
  constructor(horizonSeconds: number, first: number) {
    this.#horizonSeconds = horizonSeconds;
    this.#first = first;
    this.#firstPoint = first + firstPoint;
  }

  get length(): number {
    return this.numbers[this.#first + length]!;
  }

  /** As `BinnedPast.append`. */
  append(time: number, value: number): boolean {
    const { numbers } = this;
    const first = this.#first;
    const present = Math.floor(time / (this.#horizonSeconds / binsPerHorizon) + 1e-9);
    const samples = numbers[first + count]!;
    if (present === numbers[first + bin]) {
      numbers[first + count] = samples + 1;
      numbers[first + timeSum]! += time;
      numbers[first + valueSum]! += value;
      return false;
    }
    if (samples > 1) {
      const open = this.#timeOf(this.length - 1);
      numbers[open] = numbers[first + timeSum]! / samples;
      numbers[open + 1] = numbers[first + valueSum]! / samples;
    }
    numbers[first + bin] = present;
    numbers[first + count] = 1;
    numbers[first + timeSum] = time;
    numbers[first + valueSum] = value;
    this.#forget(time - maxLookBack * this.#horizonSeconds);
    this.#add(time, value);
    return true;
  }

  /** The time of the oldest point. */
  get oldestTime(): number {
    return this.numbers[this.#firstPoint]!;
  }

  /**
   * As {@link isAnySteep} of the same points.
   *
   * @param steepEnough above 0
   * @param range the values are no further apart
   */
  isAnySteep(steepEnough: number, range: number): boolean {
    const { numbers, length: points } = this;
    if (points < leastPoints) return false;
    const newest = numbers[this.#timeOf(points - 1)]!;
    let first = points - 1;
    let known = points;
    for (let i = 0; i < lookBacks.length; i++) {
      const seconds = lookBacks[i]! * this.#horizonSeconds;
      while (first > 0 && newest - numbers[this.#timeOf(first - 1)]! <= seconds) first--;
      const from = Math.min(first, points - leastPoints);
      if (from === known) continue;
      known = from;
      const third = Math.floor((points - from) / 3);
      // Between the means of the thirds lies at least as long.
      const least = numbers[this.#timeOf(points - third)]! - numbers[this.#timeOf(from + third - 1)]!;
      if (range >= steepEnough * least && slopeFrom(this, from) >= steepEnough) return true;
    }
    return false;
  }

  meanTime(from: number, to: number): number {
    return this.#mean(this.#timeOf(from), to - from);
  }

  meanValue(from: number, to: number): number {
    return this.#mean(this.#timeOf(from) + 1, to - from);
  }

  /** @param place of the first number */
  #mean(place: number, points: number): number {
    const { numbers } = this;
    let sum = 0;
    for (let i = 0; i < points; i++) sum += numbers[place + 2 * i]!;
    return sum / points;
  }

  #add(time: number, value: number): void {
    const end = this.#timeOf(this.length);
    if (end === this.numbers.length) this.numbers = withZeros(this.numbers, 2 * morePoints);
    this.numbers[this.#first + length]!++;
    this.numbers[end] = time;
    this.numbers[end + 1] = value;
  }

  /** Forgets the points before `time`, as far as enough are left with the one that comes. */
  #forget(time: number): void {
    const { numbers } = this;
    let forgotten = 0;
    while (numbers[this.#timeOf(forgotten)]! < time && this.length - forgotten >= leastPoints) forgotten++;
    if (forgotten === 0) return;
    numbers[this.#first + length]! -= forgotten;
    // Faster than copyWithin for so few.
    const end = this.#timeOf(this.length);
    for (let i = this.#firstPoint; i < end; i++) numbers[i] = numbers[i + 2 * forgotten]!;
  }

  /** The place of the time of a point; its value follows. */
  #timeOf(point: number): number {
    return this.#firstPoint + 2 * point;
  }
}
