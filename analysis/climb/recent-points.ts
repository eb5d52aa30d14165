import { withZeros } from '../maths/tight-numbers.ts';
import { leastPoints, maxLookBack, type PointsOfPast } from './trends.ts';

/** Points per horizon, at most; as those of a `ClimbHistory`. */
const binsPerHorizon = 60;
/** Points for which there is more room when the numbers grow. */
const morePoints = 3;
/** Places of the open bin's number, and of the sums of its times and values, before the points. */
const [bin, timeSum, valueSum, firstPoint] = [0, 1, 2, 3];

/**
 * The same points as those of a `BinnedPast`, as few of them as the longest look-back needs, in one small array: for
 * series of which there are very many. O(points) for each mean.
 */
export class RecentPoints implements PointsOfPast {
  readonly #horizonSeconds: number;
  /**
   * Time and value of the points in turns, after the open bin: numbers of their own would take three times the room.
   * The last point is the first sample of the open bin.
   */
  #numbers = [Number.NaN, 0, 0];
  #length = 0;
  #count = 0;

  /** @param horizonSeconds above 0 */
  constructor(horizonSeconds: number) {
    this.#horizonSeconds = horizonSeconds;
  }

  get length(): number {
    return this.#length;
  }

  /** As `BinnedPast.append`. */
  append(time: number, value: number): boolean {
    const numbers = this.#numbers;
    const present = Math.floor(time / (this.#horizonSeconds / binsPerHorizon) + 1e-9);
    if (present === numbers[bin]) {
      this.#count++;
      numbers[timeSum]! += time;
      numbers[valueSum]! += value;
      return false;
    }
    if (this.#count > 1) {
      numbers[timeOf(this.#length - 1)] = numbers[timeSum]! / this.#count;
      numbers[timeOf(this.#length - 1) + 1] = numbers[valueSum]! / this.#count;
    }
    numbers[bin] = present;
    this.#count = 1;
    numbers[timeSum] = time;
    numbers[valueSum] = value;
    this.#forget(time - maxLookBack * this.#horizonSeconds);
    this.#add(time, value);
    return true;
  }

  firstWithin(seconds: number): number {
    const newest = this.#numbers[timeOf(this.#length - 1)]!;
    let first = this.#length - 1;
    while (first > 0 && newest - this.#numbers[timeOf(first - 1)]! <= seconds) first--;
    return first;
  }

  meanTime(from: number, to: number): number {
    return this.#mean(timeOf(from), to - from);
  }

  meanValue(from: number, to: number): number {
    return this.#mean(timeOf(from) + 1, to - from);
  }

  /** @param place of the first number */
  #mean(place: number, points: number): number {
    let sum = 0;
    for (let i = 0; i < points; i++) sum += this.#numbers[place + 2 * i]!;
    return sum / points;
  }

  #add(time: number, value: number): void {
    const end = timeOf(this.#length++);
    if (end === this.#numbers.length) this.#numbers = withZeros(this.#numbers, 2 * morePoints);
    this.#numbers[end] = time;
    this.#numbers[end + 1] = value;
  }

  /** Forgets the points before `time`, as far as enough are left with the one that comes. */
  #forget(time: number): void {
    const numbers = this.#numbers;
    let forgotten = 0;
    while (numbers[timeOf(forgotten)]! < time && this.#length - forgotten >= leastPoints) forgotten++;
    if (forgotten === 0) return;
    this.#length -= forgotten;
    // Faster than copyWithin for so few.
    const end = timeOf(this.#length);
    for (let i = firstPoint; i < end; i++) numbers[i] = numbers[i + 2 * forgotten]!;
  }
}

/** The place of the time of a point; its value follows. */
function timeOf(point: number): number {
  return firstPoint + 2 * point;
}
