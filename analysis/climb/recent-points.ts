import { withZeros } from '../maths/tight-numbers.ts';
import { leastPoints, maxLookBack, type PointsOfPast } from './trends.ts';

/** Points per horizon, at most; as those of a `ClimbHistory`. */
const binsPerHorizon = 60;
/** Points for which there is more room when the numbers grow. */
const morePoints = 3;

/**
 * The same points as those of a `BinnedPast`, as few of them as the longest look-back needs, in one small array: for
 * series of which there are very many. O(points) for each mean.
 */
export class RecentPoints implements PointsOfPast {
  readonly #horizonSeconds: number;
  /** Time and value in turns; the last point is the first sample of the open bin. */
  #numbers: number[] = [];
  #length = 0;
  #bin = Number.NaN;
  #count = 0;
  #timeSum = 0;
  #valueSum = 0;

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
    const bin = Math.floor(time / (this.#horizonSeconds / binsPerHorizon) + 1e-9);
    if (bin === this.#bin) {
      this.#count++;
      this.#timeSum += time;
      this.#valueSum += value;
      return false;
    }
    if (this.#count > 1) {
      numbers[2 * this.#length - 2] = this.#timeSum / this.#count;
      numbers[2 * this.#length - 1] = this.#valueSum / this.#count;
    }
    this.#bin = bin;
    this.#count = 1;
    this.#timeSum = time;
    this.#valueSum = value;
    this.#forget(time - maxLookBack * this.#horizonSeconds);
    this.#add(time, value);
    return true;
  }

  firstWithin(seconds: number): number {
    const newest = this.#numbers[2 * this.#length - 2]!;
    let first = this.#length - 1;
    while (first > 0 && newest - this.#numbers[2 * first - 2]! <= seconds) first--;
    return first;
  }

  meanTime(from: number, to: number): number {
    return this.#mean(2 * from, 2 * to);
  }

  meanValue(from: number, to: number): number {
    return this.#mean(2 * from + 1, 2 * to);
  }

  #mean(from: number, to: number): number {
    let sum = 0;
    for (let i = from; i < to; i += 2) sum += this.#numbers[i]!;
    return (2 * sum) / (to - from + (from % 2));
  }

  #add(time: number, value: number): void {
    const end = 2 * this.#length++;
    if (end === this.#numbers.length) this.#numbers = withZeros(this.#numbers, 2 * morePoints);
    this.#numbers[end] = time;
    this.#numbers[end + 1] = value;
  }

  /** Forgets the points before `time`, as far as enough are left with the one that comes. */
  #forget(time: number): void {
    const numbers = this.#numbers;
    let forgotten = 0;
    while (numbers[2 * forgotten]! < time && this.#length - forgotten >= leastPoints) forgotten++;
    if (forgotten === 0) return;
    this.#length -= forgotten;
    // Faster than copyWithin for so few.
    for (let i = 0; i < 2 * this.#length; i++) numbers[i] = numbers[i + 2 * forgotten]!;
  }
}
