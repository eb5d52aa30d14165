import type { Detector } from '../../analysis/detector.ts';
import type { Forecaster } from '../../analysis/forecast.ts';
import type { SeriesConfig } from '../config/target-config.ts';
import type { SeriesClock } from '../samples/series-clock.ts';
import type { NamedSeries } from '../samples/series-names.ts';
import type { TypeKnowledge } from './value-bounds.ts';

export interface TargetSeriesOptions extends TypeKnowledge {
  readonly target: string;
  readonly config: SeriesConfig;
  readonly forecaster: Forecaster;
  readonly detector: Detector | undefined;
  /** The series; of a sum, its first part. */
  readonly identifier: NamedSeries;
  /** The text that the wildcards of the target's glob matched. */
  readonly captures: readonly string[];
  /** The whole of the resource; Infinity when the target names none. */
  readonly capacity: number;
  /** The capacity moves, and each sample comes with the one of its time (default: false). */
  readonly isCapacityMoving?: boolean;
  /** Seconds of a monotonic clock when the series was found (default: 0). Its silence counts from then. */
  readonly foundAt?: number;
  /** Epoch seconds of the newest sample when the series was found (default: there was none). */
  readonly foundTime?: number;
  /** The clock of the samples (default: a right one as far as is known). */
  readonly clock?: SeriesClock;
  /** Epoch seconds (default: later than every sample). */
  readonly now?: () => number;
  /** It is screened while no sample can raise an alert (default: everything is computed at each sample). */
  readonly isScreened?: boolean;
}

/** The options that a series has from when it is found. */
export type FoundOptions = Pick<TargetSeriesOptions, 'target' | 'config' | 'identifier' | 'captures'>;
