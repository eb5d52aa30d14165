import type { Shard } from '../../plugins/samples/shard.ts';
import { UsageError } from '../process/command-error.ts';

/** `--shard`, wherever a part of the hosts is named. */
export const shardOption = {
  type: 'string',
  requiresArg: true,
  default: process.env['DMA_SHARD'],
  defaultDescription: '$DMA_SHARD, or all hosts',
} as const;

/** Maximum number of shards: each reads the names of all series. */
const maxShards = 1000;

/**
 * Reads the option `--shard`, such as `3/8`.
 *
 * @returns undefined without the option
 * @throws UsageError
 */
export function parseShard(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text)?.map(Number) ?? [];
  if (index !== undefined && count !== undefined && index < count && count <= maxShards)
    return { index, count };
  const rule =
    count !== undefined && count > 0 && count <= maxShards
      ? `counted from 0: the first of ${count} is 0/${count}, the last ${count - 1}/${count}`
      : text.endsWith('/')
        ? 'how many there are is missing; for dma-predict@.service, DMA_SHARDS in /etc/default/collectd-dma says it'
        : `expected a number, counted from 0, and how many there are, up to ${maxShards}, such as 0/8`;
  throw new UsageError(`--shard: ${rule}, not ${JSON.stringify(text)}`);
}
