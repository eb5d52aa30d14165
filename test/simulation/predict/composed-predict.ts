import type { Writable } from 'node:stream';
import { KnownSecrets } from '../../../notifiers/secrets/known-secrets.ts';
import { ExecOutput } from '../../../plugins/collectd/exec-output.ts';
import type { Output } from '../../../plugins/collectd/output.ts';
import { cacheSocket, type Config } from '../../../plugins/config/config.ts';
import { Predictor } from '../../../plugins/prediction/predictor.ts';
import { createLogger, TransitionLog } from '../../../plugins/process/logger.ts';
import type { RedisReads } from '../../../plugins/redis/redis-reads.ts';
import { readRedisState } from '../../../plugins/redis/trouble.ts';
import { WriteRedisReader } from '../../../plugins/redis/write-redis.ts';
import { CollectdCache } from '../../../plugins/samples/collectd-cache.ts';
import { LostHosts } from '../../../plugins/samples/lost-hosts.ts';
import type { StoredHostsMemory } from '../../../plugins/samples/stored-hosts.ts';
import { FallbackReader } from '../../../plugins/samples/fallback-reader.ts';
import type { Entries, SampleReader } from '../../../plugins/samples/sample-reader.ts';
import { isCounterType, isNeverNegativeType } from './simulated-config.ts';
import type { SimulatedCollectd } from './simulated-collectd.ts';
import type { SimulatedRedis } from './simulated-redis.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** The host under which a simulated `dma predict` reports on itself. */
export const ownHost = 'self1';

export interface PredictParts {
  readonly time: SimulatedTime;
  readonly redis: SimulatedRedis;
  readonly collectd: SimulatedCollectd;
  readonly config: Config;
  readonly stdout: Writable;
  /** The host under which it reports on itself (default: {@link ownHost}). */
  readonly host?: string;
  /** The memory that earlier processes have left (default: nothing is remembered). */
  readonly memory?: StoredHostsMemory;
  /** Takes a line of its log. */
  readonly say: (line: string) => void;
  /** Ends the program. */
  readonly end: () => void;
  /** Stands between the predictor and its reader (default: nothing does). */
  readonly watchReader?: (reader: FallbackReader) => SampleReader;
  /** Is told the name of a series whose past is read anew, to tell its writers apart (default: nobody is). */
  readonly onReread?: (name: string) => void;
  /** Is told each number of series from the cache that the predictor asks for (default: nobody is). */
  readonly onFromCache?: (count: number) => void;
  /** Stands between the predictor and its output (default: nothing does). */
  readonly watchOutput?: (output: Output) => Output;
}

/** The parts of one `dma predict`, composed as `predict.ts` does it, in a simulated world. */
export interface ComposedPredict {
  readonly predictor: Predictor;
  readonly fallback: FallbackReader;
  readonly log: TransitionLog;
}

export function composePredict(parts: PredictParts): ComposedPredict {
  const { time, redis, collectd, config, stdout, host = ownHost, say, end } = parts;
  const { watchReader = (reader): SampleReader => reader, watchOutput = (output): Output => output } = parts;
  const monotonic = (): number => time.seconds;
  const now = (): number => time.epoch;
  const log = new TransitionLog(createLogger('dma predict', say, new KnownSecrets()), monotonic);
  const stored = new WriteRedisReader(redis.commands);
  const cache =
    cacheSocket(config) === undefined ? undefined : new CollectdCache({ client: collectd, log, monotonic });
  const lost =
    cache && parts.memory
      ? new LostHosts({ memory: parts.memory, cache, stored, log, host, now, monotonic })
      : undefined;
  const fallback = new FallbackReader({
    redis: stored,
    isRedisOpen: () => redis.isOpen,
    cache,
    lost,
    log,
    monotonic,
    roundSeconds: config.roundSeconds,
  });
  const predictor = new Predictor({
    config,
    detectors: new Map(),
    reader: watchReader(fallback),
    stored: new Rereader(redis.commands, parts.onReread),
    fromCache: () => {
      const count = fallback.fromCache;
      parts.onFromCache?.(count);
      return count;
    },
    isFromCache: (name) => fallback.isFromCache(name),
    isUncertain: () => lost?.isUncertain ?? false,
    redisState: () => readRedisState(redis),
    cacheState: () => fallback.cacheState,
    output: watchOutput(new ExecOutput(stdout, end)),
    log,
    host,
    isNeverNegative: isNeverNegativeType,
    isCounter: isCounterType,
    now,
    monotonic,
  });
  return { predictor, fallback, log };
}

/** Reads Redis itself, and tells which pasts are read. */
class Rereader extends WriteRedisReader {
  readonly #onRange: ((name: string) => void) | undefined;

  constructor(redis: RedisReads, onRange: ((name: string) => void) | undefined) {
    super(redis);
    this.#onRange = onRange;
  }

  override range(name: string, from: number, to: number): AsyncGenerator<Entries, void, undefined> {
    this.#onRange?.(name);
    return super.range(name, from, to);
  }
}
