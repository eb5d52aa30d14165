import type { Writable } from 'node:stream';
import type { KnownSecrets } from '../notifiers/secrets/known-secrets.ts';
import { ModelError, type Detector } from '../analysis/detector.ts';
import { breathe, epochSeconds, monotonicSeconds, pause } from './process/clock.ts';
import { CollectdCache } from './samples/collectd-cache.ts';
import { limitHeapGrowth } from './process/heap-growth.ts';
import { ConfigError } from './process/config-error.ts';
import { type Config, cacheSocket } from './config/config.ts';
import type { PredictionConfig } from './config/prediction-config.ts';
import { cgroupOf, processMemoryReader } from './alert-context/process-memory.ts';
import { CulpritWatch } from './alert-context/culprits-watch.ts';
import { checkHost } from './collectd/exec-options.ts';
import { ExecOutput } from './collectd/exec-output.ts';
import { parseIdentifierOf } from './collectd/identifier.ts';
import { TransitionLog, type Logger } from './process/logger.ts';
import { changedOptions, type Reloads } from './process/reloads.ts';
import { loadDetector } from './models/model-file.ts';
import type { Output } from './collectd/output.ts';
import { runPredictionLoop } from './prediction/prediction-loop.ts';
import { RelatedWatch } from './prediction/related-watch.ts';
import { ReloadedPredictor, type Reloaded } from './prediction/reloaded-predictor.ts';
import type { SeriesNames } from './samples/series-names.ts';
import { LostHosts } from './samples/lost-hosts.ts';
import { FallbackReader, type CacheState } from './samples/fallback-reader.ts';
import { readRedisAccess } from './redis/access.ts';
import { connectRedis } from './redis/connection.ts';
import { readRedisState, type RedisState } from './redis/trouble.ts';
import { adoptContexts } from './alert-context/alert-context.ts';
import { riskOfRoot } from './files/foreign-part.ts';
import { nodeDisk } from './files/node-disk.ts';
import { ContextFiles } from './alert-context/context-files.ts';
import { ContextKeeper } from './series/context-keeper.ts';
import { complaintAboutType, isCounter, isNeverNegative, readTypesDb } from './collectd/types-db.ts';
import { isOfShard, shardHost, type Shard } from './samples/shard.ts';
import { StoredHostsFile } from './spool/stored-hosts.ts';
import { UnixsockOutput } from './collectd/unixsock-output.ts';
import { UnixsockClient } from './collectd/unixsock.ts';
import { WriteRedisReader } from './redis/write-redis.ts';

/** Seconds that a round waits for collectd's cache. */
const cacheSeconds = 2;

/** The options that are taken at a start alone. */
const fixedOptions = ['redis', 'output', 'cache', 'typesDb', 'spool'] as const;

export interface PredictOptions extends PredictionConfig {
  /** Give another configuration (default: there is never one). */
  readonly reloads?: Reloads<PredictionConfig>;
  /** collectd's name of this machine, COLLECTD_HOSTNAME. */
  readonly host: string;
  /** The part of the hosts to predict (default: all of them). */
  readonly shard?: Shard | undefined;
  /** The stream on which collectd reads our commands. */
  readonly stdout: Writable;
  readonly logger: Logger;
  /** Gets the password of Redis. */
  readonly secrets: KnownSecrets;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/**
 * Composition root of `dma predict`: predicts until `signal` is aborted or collectd stops reading.
 *
 * @throws ConfigError for root in a spool of somebody else's, and for a host name, a type of an output, a model or a
 *   file for Redis that cannot be used
 */
export async function predict(options: PredictOptions): Promise<void> {
  const { config, host: ownHost, shard, stdout, logger, secrets, signal } = options;
  const host = shard ? shardHost(ownHost, shard) : ownHost;
  const isOurs = (one: string): boolean => !shard || isOfShard(one, shard);
  const log = new TransitionLog(logger, monotonicSeconds);
  const risk = riskOfRoot(config.spool);
  if (risk !== undefined) throw new ConfigError(`spool: ${risk}`);
  checkHost(host);
  checkOutputs(config);
  const detectors = loadDetectors(config);
  await readRedisAccess(config.redis, secrets);
  const gone = new AbortController();
  const stop = AbortSignal.any([signal, gone.signal]);
  const output = openOutput(config, stdout, log, () => gone.abort());
  const redis = connectRedis({ ...config.redis, silenceSeconds: 10, secrets }, log);
  const socket = cacheSocket(config);
  // A round may wait for Redis, or read names from it without an end.
  stop.addEventListener('abort', () => redis.close(), { once: true });
  const client =
    socket === undefined ? undefined : new UnixsockClient(socket, { timeoutSeconds: cacheSeconds });
  const [now, monotonic] = [epochSeconds, monotonicSeconds];
  const stored = new WriteRedisReader(redis.commands, config.redis.prefix);
  const cache = client && new CollectdCache({ client, log, monotonic });
  const memory = new StoredHostsFile(nodeDisk, config.spool, config.redis, log, shard);
  const lost = cache && new LostHosts({ memory, cache, stored, log, host: ownHost, isOurs, now, monotonic });
  const reader = new FallbackReader({
    redis: stored,
    isRedisOpen: () => redis.isOpen,
    cache,
    lost,
    log,
    monotonic,
    roundSeconds: config.roundSeconds,
  });
  const fromCache = (): number => reader.fromCache;
  const isFromCache = (name: string): boolean => reader.isFromCache(name);
  const isUncertain = (): boolean => lost?.isUncertain ?? false;
  const redisState = async (): Promise<RedisState> => {
    const { trouble, ...state } = await readRedisState(redis, reader.readFailure);
    return { ...state, trouble: trouble && { ...trouble, facts: secrets.strike(trouble.facts) } };
  };
  const cacheState = (): CacheState => reader.cacheState;
  const watch = new CulpritWatch({ host: ownHost, read: processMemoryReader(), cgroupOf, log, now });
  adoptContexts(nodeDisk, config.spool);
  const contexts = new ContextKeeper(
    new ContextFiles(nodeDisk, config.spool, log, isOurs, config.redis),
    watch,
  );
  const typesDb = readTypesDb(config.typesDb);
  const sleep = (seconds: number): Promise<void> => pause(seconds, stop);
  const watchRelated = (names: SeriesNames): RelatedWatch =>
    new RelatedWatch({ reader: stored, names, contexts, typesDb, sleep, now, monotonic });
  const parts: ConstructorParameters<typeof ReloadedPredictor>[0] = {
    reader,
    stored,
    fromCache,
    isFromCache,
    isUncertain,
    redisState,
    cacheState,
    output,
    log,
    tell: logger.info.bind(logger),
    host,
    ownHost,
    shard,
    contexts,
    watchRelated,
    limitHeapGrowth,
    breathe,
    isNeverNegative: (type, dataSource) => isNeverNegative(typesDb, type, dataSource),
    isCounter: (type, dataSource) => isCounter(typesDb, type, dataSource),
    now,
    monotonic,
  };
  const given = { config, detectors, targetTexts: options.targetTexts };
  const predictor = new ReloadedPredictor(parts, given, () => nextOf(options));
  try {
    await redis.opened(1);
    await runPredictionLoop({
      predictor,
      isRedisOpen: () => redis.isOpen,
      log,
      signal: stop,
      now,
      sleep: pause,
    });
  } finally {
    redis.close();
    client?.close();
    output.close();
  }
}

/** The configuration that was read since the last call; undefined when there was no valid one. */
function nextOf({ config: before, reloads, logger }: PredictOptions): Reloaded | undefined {
  const next = reloads?.take();
  if (!next) return undefined;
  const changed = changedOptions(before, next.config, fixedOptions);
  const fixed = Object.fromEntries(fixedOptions.map((name) => [name, before[name]]));
  const config = { ...next.config, ...fixed };
  try {
    checkOutputs(config);
    const detectors = loadDetectors(config);
    const note = changed.length > 0 ? `; ${changed.join(' and ')} at the next start only` : '';
    logger.info(`the configuration is read anew${note}`);
    return { config, detectors, targetTexts: next.targetTexts };
  } catch (error) {
    reloads?.refuse(error);
    return undefined;
  }
}

function openOutput(config: Config, stdout: Writable, log: TransitionLog, onClosed: () => void): Output {
  if (config.output === 'exec') return new ExecOutput(stdout, onClosed);
  return new UnixsockOutput(config.output.unixsock, log);
}

function checkOutputs(config: Config): void {
  for (const [target, { output }] of Object.entries(config.targets)) {
    const type = output === undefined ? undefined : parseIdentifierOf('host', output).type;
    const complaint = type === undefined ? undefined : complaintAboutType(type, config.typesDb);
    if (complaint) throw new ConfigError(`targets.${target}.output: ${complaint}`);
  }
}

function loadDetectors(config: Config): ReadonlyMap<string, Detector> {
  const loaded = new Map<string, Detector>();
  for (const [target, { detector }] of Object.entries(config.targets)) {
    for (const [kind, file] of Object.entries(detector ?? {})) {
      try {
        loaded.set(target, loadDetector(kind, file));
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        throw new ConfigError(`targets.${target}.detector.${kind}: ${error.message}`, { cause: error });
      }
    }
  }
  return loaded;
}
