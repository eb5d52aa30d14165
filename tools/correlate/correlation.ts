import type { Moved } from '../../analysis/correlation/correlation.ts';
import type { Sample } from '../../analysis/window.ts';
import type { MovedSeries } from '../../notifiers/event/alert-event.ts';

/** A series that moved with the one that was asked for. */
export interface ComparedSeries extends MovedSeries, Pick<Moved<unknown>, 'by' | 'expected'> {}

/** One series beside all others over some time. */
export interface Correlation {
  readonly host: string;
  /** The identifiers that are summed up, the one that names the sum first. */
  readonly series: readonly string[];
  readonly samples: readonly Sample[];
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly maxLagSeconds: number;
  readonly isEveryHost: boolean;
  /** False where the series has too few samples, or did not change. */
  readonly isComparable: boolean;
  readonly moved: readonly ComparedSeries[];
  readonly unsure: readonly ComparedSeries[];
  /** The number of series that were compared, of those that there are. */
  readonly looked: number;
  readonly of: number;
  /** The samples of the first ones. */
  readonly drawn: { readonly series: ComparedSeries; readonly samples: readonly Sample[] }[];
  /** Lines for people: what was left out, what is not covered. */
  readonly remarks: readonly string[];
}
