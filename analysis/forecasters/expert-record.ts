import { roomAfter } from '../maths/grown-array.ts';

/** The material of a record, and how fast it fades. */
export interface ExpertRecordOptions {
  readonly experts: number;
  /** Age at which an expectation is compared with what came, in seconds. */
  readonly dueSeconds: number;
  /** The share of an expert's change over one horizon that is due by then. */
  readonly dueShare: number;
  /** Errors this old, in seconds, count about a third. */
  readonly memorySeconds: number;
  /** Seconds that weigh 1. */
  readonly unitSeconds: number;
}

/** Points that wait for their time to come; of a past of 60 points a horizon none is lost. */
const maxPending = 64;

/**
 * The recent errors of several experts: fading sums of absolute errors, by elapsed time. An expert says by
 * how much the value will have changed after one horizon. O(experts) a point; its arrays grow up to 64 points.
 */
export class ExpertRecord {
  /** Sum of absolute errors by expert, in the value's unit, weighted by time in units of `unitSeconds`. */
  readonly losses: Float64Array;
  /** The weight of the sums. */
  weight = 0;
  readonly #options: ExpertRecordOptions;
  /** A ring. */
  #times = new Float64Array(0);
  #values = new Float64Array(0);
  #changes = new Float64Array(0);
  #first = 0;
  #length = 0;
  #scoredTime = Number.NaN;
  #previousTime = 0;
  #previousValue = 0;

  constructor(options: ExpertRecordOptions) {
    this.#options = options;
    this.losses = new Float64Array(options.experts);
  }

  /** Takes a new point and compares what was expected of it and of the time before it. */
  observe(time: number, value: number): void {
    const { dueSeconds } = this.#options;
    while (this.#length > 0 && this.#times[this.#first]! + dueSeconds <= time) {
      const due = this.#times[this.#first]! + dueSeconds;
      const share = (due - this.#previousTime) / (time - this.#previousTime);
      this.#score(this.#first, this.#previousValue + share * (value - this.#previousValue));
      this.#first = (this.#first + 1) % this.#times.length;
      this.#length--;
    }
    this.#previousTime = time;
    this.#previousValue = value;
  }

  /** Takes what the experts expect at the newest point. */
  expect(changes: Float64Array): void {
    if (this.#length === maxPending) return;
    if (this.#length === this.#times.length) this.#grow();
    const slot = (this.#first + this.#length++) % this.#times.length;
    this.#times[slot] = this.#previousTime;
    this.#values[slot] = this.#previousValue;
    this.#changes.set(changes, slot * this.#options.experts);
  }

  /** Slow series have few points that wait. */
  #grow(): void {
    const { experts } = this.#options;
    const room = roomAfter(this.#length, maxPending);
    const [times, values, changes] = [
      new Float64Array(room),
      new Float64Array(room),
      new Float64Array(room * experts),
    ];
    for (let i = 0; i < this.#length; i++) {
      const slot = (this.#first + i) % this.#times.length;
      times[i] = this.#times[slot]!;
      values[i] = this.#values[slot]!;
      changes.set(this.#changes.subarray(slot * experts, (slot + 1) * experts), i * experts);
    }
    [this.#times, this.#values, this.#changes] = [times, values, changes];
    this.#first = 0;
  }

  #score(slot: number, actual: number): void {
    const { experts, dueShare, memorySeconds, unitSeconds } = this.#options;
    const time = this.#times[slot]!;
    const elapsed = Number.isNaN(this.#scoredTime) ? 0 : Math.min(time - this.#scoredTime, unitSeconds);
    this.#scoredTime = time;
    const fade = Math.exp(-elapsed / memorySeconds);
    const fresh = elapsed / unitSeconds;
    this.weight = this.weight * fade + fresh;
    for (let expert = 0; expert < experts; expert++) {
      const expected = this.#values[slot]! + dueShare * this.#changes[slot * experts + expert]!;
      this.losses[expert] = this.losses[expert]! * fade + fresh * Math.abs(actual - expected);
    }
  }
}
