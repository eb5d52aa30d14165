import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { readRedisAccess } from '../../plugins/redis/access.ts';
import type { RedisConfig } from '../../plugins/redis/options.ts';
import { placeText } from '../../plugins/redis/sentinels.ts';
import { connectRedis } from '../../plugins/redis/connection.ts';
import { StoreError } from '../../plugins/samples/sample-reader.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { OutsideError } from '../process/command-error.ts';

/** A pause of the client's socket that is longer than this ends the reading. */
const silenceSeconds = 30;
/** There is nobody to tell while it is read. */
const silent = { subject: () => ({ failing: () => undefined, recovered: () => undefined }) };

/**
 * Opens the Redis of the configuration for as long as `use` takes.
 *
 * @returns rejects with ConfigError when a file that it needs cannot be used, with OutsideError when Redis cannot, and
 *   as `use` does
 */
export async function withRedis<Result>(
  config: RedisConfig,
  secrets: KnownSecrets,
  use: (reader: WriteRedisReader) => Promise<Result>,
): Promise<Result> {
  await readRedisAccess(config, secrets);
  const redis = connectRedis({ ...config, silenceSeconds, secrets }, silent);
  try {
    await redis.attempted();
    if (!redis.isOpen) {
      const complaint = redis.complaint ?? 'cannot be used';
      // Most complaints name the option to correct.
      const hint = complaint.includes('redis.') ? '' : '; see redis in dma.yaml';
      throw new OutsideError(`Redis ${placeText(config)} ${complaint}${hint}`);
    }
    return await use(new WriteRedisReader(redis.commands, config.prefix));
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw new OutsideError(`Redis ${placeText(config)}: ${error.message}`, { cause: error });
  } finally {
    redis.close();
  }
}
