import type { Sample } from '../../analysis/window.ts';

/** A series to replay, wherever it comes from. */
export interface SeriesInput {
  /** A file or an identifier. */
  readonly name: string;
  /** Finite values, times increasing; at least one. */
  readonly samples: readonly Sample[];
  /** Lines for people: what was left out, what is not covered. */
  readonly remarks: readonly string[];
}
