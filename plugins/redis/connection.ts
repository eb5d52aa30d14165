import { pause } from '../process/clock.ts';
import type { TransitionLog } from '../process/logger.ts';
import type { RedisClientOptions } from './client.ts';
import { ClusterConnection } from './cluster-connection.ts';
import type { RedisConnection } from './connected-redis.ts';
import { ServerConnection } from './server-connection.ts';

export type { RedisConnection } from './connected-redis.ts';

/**
 * Connects in the background, and again whenever the connection is lost. Each loss is logged once.
 *
 * Commands are not queued while there is no connection, because the next round replaces a failed one. The files of the
 * options are read at each attempt, so that a corrected file needs no restart.
 *
 * @param sleep waits between two attempts (default: by the clock)
 */
export function connectRedis(
  options: RedisClientOptions,
  log: Pick<TransitionLog, 'subject'>,
  sleep: typeof pause = pause,
): RedisConnection {
  const { cluster, ...server } = options;
  if (cluster) return new ClusterConnection({ ...server, cluster }, log, sleep);
  return new ServerConnection(options, log, sleep);
}
