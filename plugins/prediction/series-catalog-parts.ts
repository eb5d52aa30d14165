import type { Config } from '../config/config.ts';
import type { SeriesIsolation } from '../samples/sample-reader.ts';
import type { Shard } from '../samples/shard.ts';
import type { SeriesStartParts } from '../series/series-start.ts';
import type { TargetSeries } from '../series/target-series.ts';
import type { SeriesMembers } from './series-register.ts';

export interface SeriesCatalogParts extends SeriesStartParts {
  readonly config: Config;
  readonly isolation: SeriesIsolation;
  /** Is told of the series that rounds ask (default: nobody is). */
  readonly members?: SeriesMembers;
  /** The hosts that are predicted here (default: all). */
  readonly shard?: Shard | undefined;
  /** See {@link PredictorParts.breathe}. */
  readonly breathe?: () => Promise<void>;
  /** See {@link PredictorParts.limitHeapGrowth}. */
  readonly limitHeapGrowth?: () => void;
  /** Says something that is no fault (default: nobody is told). */
  readonly tell?: (text: string) => void;
  /** Called when the past of a series has been read. */
  readonly onLoaded: (series: TargetSeries) => void;
  /** Called when a series is no longer predicted, because it has been silent for too long. */
  readonly onForgotten: (series: TargetSeries) => void;
  /** Called in each search for a series whose samples have had no value for as long. */
  readonly onUnknown: (series: TargetSeries) => void;
}
