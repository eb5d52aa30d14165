import { once } from 'node:events';
import { countOf } from '../notifiers/count-of.ts';
import type { KnownSecrets } from '../notifiers/secrets/known-secrets.ts';
import type { Config } from './config/config.ts';
import { isLoopbackHost, parseListenAddress, type TcpAddress } from './config/listen-address.ts';
import { networkList } from './config/relay-config.ts';
import { monotonicSeconds } from './process/clock.ts';
import { ConfigError } from './process/config-error.ts';
import { TransitionLog, type Logger } from './process/logger.ts';
import type { Reloads } from './process/reloads.ts';
import { readRedisAccess } from './redis/access.ts';
import { connectRedis, type RedisConnection } from './redis/connection.ts';
import { HandOver } from './relay/hand-over.ts';
import { HeldSamples, type HeldBounds } from './relay/held-samples.ts';
import { RelayServer, type ListenPlace } from './relay/relay-server.ts';
import { formatRelayState } from './relay/relay-state.ts';

/** The sections of dma.yaml that it needs. */
export type RelayedConfig = Pick<Config, 'redis' | 'relay'>;

export interface RelayOptions {
  readonly config: RelayedConfig;
  /** Give another configuration. */
  readonly reloads?: Reloads<RelayedConfig>;
  /** The listening sockets that systemd has passed; without any, `relay.listen` is listened at. */
  readonly sockets: readonly number[];
  readonly logger: Logger;
  /** Gets the password of Redis. */
  readonly secrets: KnownSecrets;
  /** Ends the program. */
  readonly signal: AbortSignal;
}

/** Time for the samples that are held when the program is to end. */
const endSeconds = 3;
const silenceSeconds = 10;

/**
 * Takes the samples of write_redis and carries them to Redis until `signal` is aborted: the composition root of
 * `dma relay`.
 *
 * @returns rejects with ConfigError, and with the error of `listen`, such as EADDRINUSE
 */
export async function relay({
  reloads,
  sockets,
  logger,
  secrets,
  signal,
  ...given
}: RelayOptions): Promise<void> {
  let { config } = given;
  await readRedisAccess(config.redis, secrets);
  const log = new TransitionLog(logger, monotonicSeconds);
  const held = new HeldSamples(boundsOf(config));
  const connect = (): RedisConnection => connectRedis({ ...config.redis, silenceSeconds, secrets }, log);
  let redis = connect();
  // A character for each byte, as keys are read.
  const prefix = Buffer.from(config.redis.prefix).toString('latin1');
  const handOver = new HandOver({ held, redis: () => redis, prefix, log, logger });
  let clients = networkList(config.relay.allowFrom);
  const server: RelayServer = new RelayServer({
    held,
    prefix,
    database: databaseOf(config),
    clients: () => clients,
    monotonic: monotonicSeconds,
    info: () => formatRelayState({ redis, held, handOver, clients: server.clientCount }),
    log,
  });
  try {
    await listen(server, config, sockets, logger);
    const handingOver = handOver.run(signal);
    while (!signal.aborted) {
      const next = reloads?.take();
      if (next) {
        const isElsewhere = JSON.stringify(next.redis) !== JSON.stringify(config.redis);
        // Keys and database are agreed on with clients that are connected.
        const fixed = { prefix: config.redis.prefix };
        config = { ...next, redis: { ...next.redis, ...fixed } };
        held.bounds = boundsOf(config);
        clients = networkList(config.relay.allowFrom);
        if (isElsewhere) {
          redis.close();
          redis = connect();
        }
        logger.info('the configuration is read anew; relay.listen and redis.prefix at the next start only');
      }
      const roused = AbortSignal.any([signal, ...(reloads ? [reloads.signal] : [])]);
      if (!roused.aborted) await once(roused, 'abort');
    }
    await handingOver;
  } finally {
    server.close();
    if (redis.isOpen) await handOver.flush(AbortSignal.timeout(endSeconds * 1000));
    if (held.count > 0)
      logger.warn(
        `${countOf(held.count, 'sample')} ${held.count === 1 ? 'is' : 'are'} lost, because Redis did not take them`,
      );
    redis.close();
  }
}

function boundsOf({ relay: { maxSamplesPerSeries, maxMegabytes } }: RelayedConfig): HeldBounds {
  return { maxSamplesPerSeries, maxBytes: maxMegabytes * 1e6 };
}

function databaseOf({ redis: { url } }: RelayedConfig): number {
  return url.startsWith('unix:') ? 0 : Number(new URL(url).pathname.slice(1) || 0);
}

/** Listens at the sockets of systemd, or where the configuration says. */
async function listen(
  server: RelayServer,
  { relay: { listen: configured, allowFrom } }: RelayedConfig,
  sockets: readonly number[],
  logger: Logger,
): Promise<void> {
  const address = parseListenAddress(configured) as TcpAddress;
  const places: readonly ListenPlace[] = sockets.length > 0 ? sockets.map((fd) => ({ fd })) : [address];
  for (const place of places) {
    const { address: host, family, port } = await server.listen(place);
    const text = `${family === 'IPv6' ? `[${host}]` : host}:${port}`;
    if (!isLoopbackHost(host) && allowFrom.length === 0)
      throw new ConfigError(
        `relay.allowFrom: other machines can reach the socket of systemd, ${text}: say which of them may connect`,
      );
    if (sockets.length > 0 && port !== address.port)
      logger.warn(`the socket of systemd is ${text}, and relay.listen is ${configured}: make them the same`);
    logger.info(`listening at ${text} for write_redis`);
  }
}
