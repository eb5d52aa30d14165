import { epochSeconds } from '../../plugins/process/clock.ts';
import type { Config } from '../../plugins/config/config.ts';
import { connectRedis, RedisRefusal } from '../../plugins/redis/connection.ts';
import { describeTrouble, findWriteTrouble } from '../../plugins/redis/trouble.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { SeriesNames } from '../../plugins/samples/series-names.ts';
import type { Finding } from './finding.ts';
import { checkTarget } from './target.ts';

/** How long Redis may be silent. */
const silenceSeconds = 10;
/** What is wrong is asked for, and said once. */
const silent = { subject: () => ({ failing: () => undefined, recovered: () => undefined }) };

/** Looks at Redis as `dma predict` does, whether collectd can write there, and what there is of each target. */
export async function checkRedis(config: Config): Promise<Finding[]> {
  const subject = `Redis at ${config.redis.url}`;
  const redis = connectRedis({ ...config.redis, silenceSeconds }, silent);
  try {
    await redis.attempted();
    if (!redis.isOpen) return [{ subject, ok: false, text: redis.complaint ?? 'does not answer' }];
    const reader = new WriteRedisReader(redis.commands, config.redis.prefix);
    const names = await reader.names();
    const series = new SeriesNames(names);
    const found: Finding = { subject, ok: true, text: `holds ${names.length} series` };
    const targets = await Promise.all(
      Object.entries(config.targets).map(([name, target]) =>
        checkTarget(name, target, reader, series, epochSeconds()),
      ),
    );
    const trouble = await findWriteTrouble(redis);
    // What was refused in the past does not matter while everything arrives.
    if (!trouble || (!trouble.isNow && targets.every(({ ok }) => ok))) return [found, ...targets];
    return [found, { subject: 'writing to Redis', ok: false, text: describeTrouble(trouble) }, ...targets];
  } catch (error) {
    if (redis.isOpen && !(error instanceof RedisRefusal)) throw error;
    return [{ subject, ok: false, text: `cannot be read: ${(error as Error).message}` }];
  } finally {
    redis.close();
  }
}
