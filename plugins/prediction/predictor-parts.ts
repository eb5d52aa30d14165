import type { Detector } from '../../analysis/detector.ts';
import type { Output } from '../collectd/output.ts';
import type { Config } from '../config/config.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { RedisState } from '../redis/trouble.ts';
import type { CacheState } from '../samples/fallback-reader.ts';
import type { SampleReader } from '../samples/sample-reader.ts';
import type { Shard } from '../samples/shard.ts';
import type { SeriesNames } from '../samples/series-names.ts';
import type { ContextKeeper } from '../series/context-keeper.ts';
import type { RelatedWatch } from './related-watch.ts';
import type { TypeKnowledge } from '../series/value-bounds.ts';

/** Everything that prediction needs of the outside world. */
export interface PredictorParts extends TypeKnowledge {
  readonly config: Config;
  readonly reader: SampleReader;
  /** Reads the store itself, where `reader` may stand in for it (default: `reader`). */
  readonly stored?: SampleReader;
  readonly output: Output;
  readonly log: TransitionLog;
  /** Says something that is no fault (default: nobody is told). */
  readonly tell?: (text: string) => void;
  /** Number of series that are read from elsewhere because Redis has nothing new of them (default: always 0). */
  readonly fromCache?: () => number;
  /** True for one of these, by the name of a series (default: nobody knows). */
  readonly isFromCache?: (name: string) => boolean;
  /** True after a start, until it is known whether series are missing in Redis (default: never). */
  readonly isUncertain?: () => boolean;
  /** Asks Redis for its state while nothing new arrives; rejects for bugs alone (default: unknown). */
  readonly redisState?: () => Promise<RedisState>;
  /** The state of collectd's cache (default: off). */
  readonly cacheState?: () => CacheState;
  /** Lets the event loop turn, in the midst of work on very many series (default: goes on at once). */
  readonly breathe?: () => Promise<void>;
  /** Saves memory while there are very many series; called at each search for them (default: nothing does). */
  readonly limitHeapGrowth?: () => void;
  /** The host under which the program reports on itself. */
  readonly host: string;
  /** collectd's name of this machine (default: `host`). */
  readonly ownHost?: string;
  /** The hosts that are predicted here (default: all). */
  readonly shard?: Shard | undefined;
  /** By target. */
  readonly detectors: ReadonlyMap<string, Detector>;
  /** Keeps alert contexts for `dma deliver` (default: none are kept). */
  readonly contexts?: ContextKeeper;
  /** Makes the watch for series that moved with one at risk, of those with these names (default: nobody looks). */
  readonly watchRelated?: (names: SeriesNames) => RelatedWatch;
  /** Epoch seconds. */
  readonly now: () => number;
  /** Seconds of a monotonic clock. */
  readonly monotonic: () => number;
}
