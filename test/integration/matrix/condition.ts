/** A cell that does not apply, and the reason. */
export interface NotApplicable {
  readonly why: string;
}

export function notApplicable(why: string): NotApplicable {
  return { why };
}

/** The state of one resource of one host, by its `percent-risk`. */
export type PredictedState = 'calm' | 'raised' | 'no';

/** The counters of `dma-self` that are 0 where nothing is wrong. */
export const troubleCounters = [
  'stale',
  'unpredicted',
  'mixed',
  'duplicates',
  'wrong_clocks',
  'late',
  'future',
  'skipped',
  'from_cache',
  'superseded',
] as const;

/** The counters that a row names; each counter of trouble that it does not name is 0. `some` is any number above 0. */
export type Counted = { readonly series: number } & {
  readonly [Name in (typeof troubleCounters)[number]]?: number | 'some';
};

/**
 * One row of the matrix: a condition, and what is right while it lasts and after it.
 *
 * @typeParam Stage the place where it happens: a simulated world, or the real programs
 */
export interface Condition<Stage> {
  /** The end of a sentence that begins with the letter's title. */
  readonly name: string;
  /** The text of dma.yaml, without Redis (default: the shipped targets, and no cache). */
  readonly config?: string;
  /** Sets the condition up, and lets it last until everything is told; returns how it ends. */
  readonly happen: (stage: Stage) => Promise<() => Promise<void>>;
  /**
   * Patterns of the lines that people are told, such as `WARNING self web1 self: 1 of 2 series gets no samples ...`:
   * each one is met, and there is no other line but OKAYs.
   */
  readonly told: readonly RegExp[] | 'quiet' | NotApplicable;
  /** The lines of `dma check`: each pattern is met, and no other line is MISSING. */
  readonly check: readonly RegExp[] | 'ok' | NotApplicable;
  /** A line in the log of `dma predict`, for what nobody needs to be told at once (default: not looked at). */
  readonly logged?: RegExp;
  readonly counted: Counted | NotApplicable;
  /** By host and resource, such as `web1 memory`. */
  readonly predicted: Readonly<Record<string, PredictedState>> | NotApplicable;
  /**
   * The end of the condition brings an OKAY for all that was told, or nothing where nothing was. Nothing is told anew,
   * and `dma check` finds nothing missing.
   */
  readonly afterwards: 'OKAY' | 'quiet' | NotApplicable;
  /** One thing more that has to hold while the condition lasts. */
  readonly besides?: { readonly name: string; readonly check: (stage: Stage) => Promise<void> };
}

/** Everything that can be seen of `dma`. */
export interface Seen {
  /** Lines as {@link Condition.told} has them, oldest first. */
  readonly told: readonly string[];
  /** The lines of `dma check`. */
  readonly checked: readonly string[];
  /** The newest values of `<host>/dma-self/gauge-...`, by type instance. */
  readonly counted: ReadonlyMap<string, number>;
  /** By host and resource; those that are not there are not predicted. */
  readonly predicted: ReadonlyMap<string, PredictedState>;
  /** The lines of the log of `dma predict`. */
  readonly logged: readonly string[];
}

export function applies<Cell>(cell: Cell | NotApplicable): cell is Cell {
  return !(typeof cell === 'object' && cell !== null && 'why' in cell);
}
