import type { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import type { Question } from '../../plugins/samples/sample-reader.ts';

/**
 * Reads the times of entries, in epoch seconds, in the order of the questions; none of a series that cannot be read.
 *
 * @returns rejects with StoreError when Redis cannot be read
 */
export async function entryTimes(
  reader: Pick<WriteRedisReader, 'afterEach'>,
  questions: readonly Question[],
): Promise<readonly (readonly number[])[]> {
  const answers = await reader.afterEach(questions);
  return answers.map((one) => (one instanceof Error ? [] : one.entries.map(({ time }) => time)));
}
