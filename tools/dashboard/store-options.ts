import { redisSchema } from '../../plugins/redis/options.ts';

const names = Object.keys(redisSchema.shape).join('|');
/** Not the name of a machine, such as `redis.name.example.org`. */
const options = new RegExp(
  `(?<![\\w./-])redis\\.(?=(?:clientCertificate\\.\\w+|${names})(?![\\w-]|\\.\\w))`,
  'g',
);

/**
 * A complaint about one of several Redis names its options where they stand in dma.yaml: `redis.url` is
 * `dashboard.redis.eu.url` there.
 *
 * @param name of that Redis
 */
export function withStoreOptions(complaint: string, name: string): string {
  return complaint.replace(options, () => `dashboard.redis.${name}.`);
}
