import { join } from 'node:path';
import type { TemporaryFolder } from '../process/temporary-folder.ts';
import { Daemon } from '../stack/daemon.ts';

/** A Redis that is reached by a socket in its folder, and writes nothing to the disk. */
export interface BenchRedis {
  readonly socket: string;
  end(): Promise<void>;
}

/**
 * Starts a Redis in a folder, with which it ends.
 *
 * @throws OutsideError when it is not installed or does not start
 */
export async function startBenchRedis(folder: TemporaryFolder): Promise<BenchRedis> {
  const socket = join(folder.path, 'redis.sock');
  const redis = folder.started(
    new Daemon(
      'redis-server',
      ['--port', '0', '--unixsocket', socket, '--save', '', '--dir', folder.path],
      join(folder.path, 'redis.log'),
    ),
  );
  await redis.untilReady(() => redis.log().includes('ready to accept connections at'));
  return { socket, end: () => redis.end() };
}
