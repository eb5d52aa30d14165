import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { Config } from '../../plugins/config/config.ts';
import { connectRedis } from '../../plugins/redis/connection.ts';
import type { RedisConfig } from '../../plugins/redis/options.ts';
import { findPrefixes } from '../../plugins/redis/other-prefixes.ts';
import { placeText } from '../../plugins/redis/sentinels.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { StoreError } from '../../plugins/samples/sample-reader.ts';
import { withStoreOptions } from '../dashboard/store-options.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';

/** A connection without an answer for this long is closed. */
const silenceSeconds = 10;
/** Logs nothing: the finding tells the failure. */
const silent = { subject: () => ({ failing: () => undefined, recovered: () => undefined }) };

/** Asks each Redis that `dashboard.redis` names, all at once; nothing where it names none. */
export async function checkDashboardStores(
  { dashboard }: Pick<Config, 'dashboard'>,
  secrets: KnownSecrets,
): Promise<readonly Finding[]> {
  const stores = Object.entries(dashboard.redis ?? {});
  return Promise.all(stores.map(async ([name, config]) => checkStore(name, config, secrets)));
}

async function checkStore(name: string, config: RedisConfig, secrets: KnownSecrets): Promise<Finding> {
  const subject = `dashboard.redis.${name}`;
  const place = `Redis ${placeText(config)}`;
  const fault = (text: string): Finding => ({ subject, ok: false, text: withStoreOptions(text, name) });
  const redis = connectRedis({ ...config, silenceSeconds, secrets }, silent);
  try {
    await redis.attempted();
    if (!redis.isOpen) return fault(`${place} ${redis.complaint ?? 'does not answer'}`);
    const { length } = await new WriteRedisReader(redis.commands, config.prefix).names();
    if (length > 0) return { subject, ok: true, text: `${place} holds ${length} series` };
    const none = `${place} holds no series whose keys begin with ${config.prefix}`;
    const prefixes = await findPrefixes(redis);
    if (prefixes.length === 0)
      return { subject, ok: true, kind: 'note', text: `${none}, so the dashboard shows nothing of it` };
    const others = firstOf(prefixes.map((one) => `${one}values`));
    return fault(`${none}, but ${others}: set redis.prefix to "${prefixes[0]!}"`);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return fault(`${place} cannot be read: ${error.message}`);
  } finally {
    redis.close();
  }
}
