import { maxPartBytes } from '../collectd/identifier.ts';
import { StoreError, type IsWanted } from '../samples/sample-reader.ts';
import type { RedisReads } from './redis-reads.ts';

/** Five parts and four separators. */
const maxNameLength = 5 * maxPartBytes + 4;
/** A million series are far more than can be predicted; the names of more would take hundreds of MB of memory. */
const maxNames = 1_000_000;
/** A scan of a set that shrinks has pages without a name. One that goes on for longer has no end. */
const maxEmptyPages = 10_000;
const endless =
  'has names without an end, or more than 1,000,000; is this the Redis of write_redis? Remove those of hosts that are gone';

/**
 * Reads the names of series from a set, in pages so that Redis serves others in between. Names that are too long for an
 * identifier are left out.
 *
 * @param isWanted false for a name that is left out as well (default: all are wanted)
 * @returns rejects with StoreError when the key holds something else
 */
export async function scanNames(
  redis: Pick<RedisReads, 'sScan'>,
  key: string,
  isWanted: IsWanted = () => true,
): Promise<string[]> {
  const found = new Set<string>();
  let cursor = '0';
  let pages = 0;
  do {
    const page = await pageOfNames(redis, key, cursor);
    for (const member of page.members)
      if (member.length <= maxNameLength && isWanted(member)) found.add(member);
    cursor = page.cursor;
    if (found.size > maxNames || ++pages > maxEmptyPages + found.size)
      throw new StoreError(`${key} ${endless}`);
  } while (cursor !== '0');
  return [...found];
}

async function pageOfNames(
  redis: Pick<RedisReads, 'sScan'>,
  key: string,
  cursor: string,
): Promise<{ cursor: string; members: string[] }> {
  try {
    return await redis.sScan(key, cursor, { COUNT: 1000 });
  } catch (error) {
    const { message } = error as Error;
    if (!message.startsWith('WRONGTYPE')) throw error;
    const problem = `the key ${key} holds no set of names, so write_redis cannot write there: remove it, or choose another Prefix and redis.prefix`;
    throw new StoreError(problem, { cause: error });
  }
}
