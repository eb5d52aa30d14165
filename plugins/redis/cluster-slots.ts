import { ErrorReply } from 'redis';
import { describeError } from '../../notifiers/error-text.ts';
import { readRedisAccess } from './access.ts';
import { addressOf, askOnce } from './asked-once.ts';
import type { RedisClientOptions } from './client.ts';
import { slotCount } from './cluster-slot.ts';
import { describeReply } from './complaint.ts';
import { UnfitServerError } from './fitness.ts';

const defaultPort = 6379;

/** The primaries of a cluster. */
export interface ClusterSlots {
  /** Such as `10.0.0.1:6379`. */
  readonly addresses: readonly string[];
  /** The address of the primary of each slot; undefined where no primary has it. */
  readonly bySlot: readonly (string | undefined)[];
}

/**
 * Asks the servers, one after the other, which primary has which slots.
 *
 * @param servers addresses
 * @returns rejects with ConfigError, or UnfitServerError when no server tells
 */
export async function askSlots(
  options: RedisClientOptions,
  servers: readonly string[],
): Promise<ClusterSlots> {
  const access = await readRedisAccess(options, options.secrets);
  const { protocol } = new URL(options.url);
  const reasons: string[] = [];
  for (const server of servers) {
    const address = /:\d+$/.test(server) ? server : `${server}:${defaultPort}`;
    try {
      const place = { ...options, url: `${protocol}//${address}` };
      const slots = readSlots(await askOnce(place, access, ['CLUSTER', 'SLOTS']), address);
      if (slots) return slots;
      reasons.push(`${server}: it knows no primary`);
    } catch (error) {
      reasons.push(
        `${server}: ${error instanceof ErrorReply ? refusal(error, options) : describeError(error)}`,
      );
    }
  }
  throw new UnfitServerError(
    `no server of the cluster tells its slots; start them, or correct redis.cluster (${reasons.join('; ')})`,
  );
}

function refusal({ message }: ErrorReply, options: RedisClientOptions): string {
  if (message.includes('cluster support disabled'))
    return 'it is no part of a cluster: name it in redis.url, and leave redis.cluster out';
  if (message.startsWith('NOPERM')) return `${message}: give the user +cluster|slots as well`;
  return describeReply({ message }, options);
}

/**
 * Reads the answer to CLUSTER SLOTS.
 *
 * @param asked the address of who answers, for a server that does not know its own
 * @returns undefined when there is no primary
 */
export function readSlots(answer: unknown, asked: string): ClusterSlots | undefined {
  const bySlot = Array.from<string | undefined>({ length: slotCount });
  const addresses = new Set<string>();
  for (const range of Array.isArray(answer) ? answer : []) {
    const [from, to, primary] = range as [unknown, unknown, unknown];
    if (!Array.isArray(primary)) continue;
    const [host, port] = primary as [unknown, unknown];
    const name = typeof host === 'string' && host !== '' && host !== '?' ? host : undefined;
    const address = name === undefined ? asked.replace(/\d+$/, String(port)) : addressOf(name, Number(port));
    addresses.add(address);
    for (let slot = Number(from); slot <= Number(to) && slot < slotCount; slot++) bySlot[slot] = address;
  }
  return addresses.size > 0 ? { addresses: [...addresses], bySlot } : undefined;
}
