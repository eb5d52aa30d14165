import { parseIdentifier } from '../collectd/identifier.ts';
import { StoreError } from '../samples/sample-reader.ts';
import type { RedisConnection } from './connection.ts';

/** The key of the set in which a write_redis keeps its names, behind its Prefix. */
const setOfNames = 'values';
/** Keys that are looked at: a fraction of a second. */
const [keysAtOnce, maxPages] = [1000, 100];
/** Names of a set that are looked at. */
const someNames = 10;

/**
 * Finds the prefixes under which some write_redis writes to this Redis, sorted.
 *
 * @returns none when there are very many keys, and when Redis cannot be asked or permits no SCAN
 */
export async function findPrefixes(
  redis: Pick<RedisConnection, 'scan' | 'commands'>,
): Promise<readonly string[]> {
  const found = new Set<string>();
  try {
    let cursor = '0';
    for (let page = 0; page < maxPages; page++) {
      const answer = await redis.scan(cursor, { MATCH: `*${setOfNames}`, COUNT: keysAtOnce, TYPE: 'set' });
      for (const key of answer.keys)
        if (await holdsNames(redis, key)) found.add(key.slice(0, -setOfNames.length));
      cursor = answer.cursor;
      if (cursor === '0') break;
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
  }
  return [...found].toSorted((a, b) => (a < b ? -1 : 1));
}

async function holdsNames({ commands }: Pick<RedisConnection, 'commands'>, key: string): Promise<boolean> {
  const { members } = await commands.sScan(key, '0', { COUNT: someNames });
  return members.some(isName);
}

function isName(text: string): boolean {
  try {
    parseIdentifier(text);
    return true;
  } catch {
    return false;
  }
}
