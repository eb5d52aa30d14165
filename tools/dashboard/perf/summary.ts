/** The two kinds of summaries: averages of a minute over the last hour, and of an hour over the last day. */
export const summaryKinds = [
  { name: 'by-minute', spanSeconds: 3600, sliceSeconds: 60 },
  { name: 'by-hour', spanSeconds: 86_400, sliceSeconds: 3600 },
] as const;

export type SummaryKind = (typeof summaryKinds)[number];

/** A summary in the form of small receivers of this kind; times are whole epoch seconds. */
export interface PerfSummary {
  readonly averages: readonly {
    readonly 'start-sec': number;
    readonly 'end-sec': number;
    readonly 'interval-size-sec': number;
    readonly 'num-samples': number;
    readonly avg: number;
  }[];
  readonly start: number;
  readonly end: number;
  readonly 'timeslice-size-sec': number;
  readonly 'average-count': number;
}

/** Sums up one series as its samples come, so that a day of them is never held. */
export class PerfSums {
  readonly #kind: SummaryKind;
  readonly #now: number;
  readonly #start: number;
  readonly #slices: { count: number; sum: number }[];

  /** @param now epoch seconds */
  constructor(kind: SummaryKind, now: number) {
    const { spanSeconds, sliceSeconds } = kind;
    this.#kind = kind;
    this.#now = now;
    // The first slice is whole, though it begins before the span.
    this.#start = Math.floor((now - spanSeconds) / sliceSeconds) * sliceSeconds;
    const count = Math.ceil((now - this.#start) / sliceSeconds);
    this.#slices = Array.from({ length: count }, () => ({ count: 0, sum: 0 }));
  }

  /** Epoch seconds of the beginning of the first slice. */
  get start(): number {
    return this.#start;
  }

  /** A slice holds its end, and not its beginning. @param time epoch seconds */
  add(time: number, value: number): void {
    const slice = this.#slices[Math.ceil((Math.floor(time) - this.#start) / this.#kind.sliceSeconds) - 1];
    if (!slice || !Number.isFinite(value)) return;
    slice.count++;
    slice.sum += value;
  }

  /** The summary; undefined without any sample. */
  get summary(): PerfSummary | undefined {
    const { sliceSeconds } = this.#kind;
    const averages = this.#slices.flatMap(({ count, sum }, index) => {
      if (count === 0) return [];
      const from = this.#start + index * sliceSeconds;
      return {
        'start-sec': from,
        'end-sec': from + sliceSeconds,
        'interval-size-sec': sliceSeconds,
        'num-samples': count,
        avg: rounded(sum / count),
      };
    });
    if (averages.length === 0) return undefined;
    return {
      averages,
      start: this.#start,
      end: Math.floor(this.#now),
      'timeslice-size-sec': sliceSeconds,
      'average-count': averages.length,
    };
  }
}

/** Two digits behind the point, as such receivers have. */
function rounded(average: number): number {
  return Number.isInteger(average) ? average : Math.round(average * 100) / 100;
}
