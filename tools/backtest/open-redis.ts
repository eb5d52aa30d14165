import { readSecretFile } from '../../notifiers/secret-file.ts';
import { epochSeconds } from '../../plugins/clock.ts';
import type { Config } from '../../plugins/config.ts';
import { TransitionLog } from '../../plugins/logger.ts';
import { connectRedis } from '../../plugins/redis-connection.ts';
import { WriteRedisReader } from '../../plugins/write-redis.ts';
import { OutsideError } from '../outside-error.ts';

/** How long Redis may take to answer. */
const patienceSeconds = 5;
/** A pause of the client's socket that is longer than this ends the reading. */
const silenceSeconds = 30;

/**
 * Opens the Redis of the configuration for as long as `use` takes.
 *
 * @returns rejects with OutsideError when Redis cannot be used, and as `use` does
 */
export async function withRedis<Result>(
  { url, prefix, passwordFile }: Config['redis'],
  use: (reader: WriteRedisReader) => Promise<Result>,
): Promise<Result> {
  const secret = passwordFile === undefined ? undefined : await readSecretFile(passwordFile);
  if (secret?.kind === 'failed') {
    throw new OutsideError(
      `redis.passwordFile: ${passwordFile} cannot be used; it has to be ours and readable`,
    );
  }
  const complaints: string[] = [];
  const note = (text: string): void => void complaints.push(text);
  const log = new TransitionLog({ info: note, warn: note, error: note }, epochSeconds);
  const redis = connectRedis({ url, password: secret?.text, silenceSeconds }, log);
  try {
    await redis.opened(patienceSeconds);
    if (!redis.isOpen) {
      const complaint = complaints.at(-1)?.replace(/; trying again.*$/, '');
      throw new OutsideError(`${complaint ?? `Redis at ${url} does not answer`}; see redis.url in dma.yaml`);
    }
    return await use(new WriteRedisReader(redis.commands, prefix));
  } catch (error) {
    if (redis.isOpen || error instanceof OutsideError) throw error;
    throw new OutsideError(`Redis at ${url}: ${(error as Error).message}`, { cause: error });
  } finally {
    redis.close();
  }
}
