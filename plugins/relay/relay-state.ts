import type { RedisConnection } from '../redis/connection.ts';
import type { HandOver } from './hand-over.ts';
import type { HeldSamples } from './held-samples.ts';

/** The state of a relay. */
export interface RelayState {
  readonly isRedisOpen: boolean;
  /** Samples that are not in Redis yet. */
  readonly held: number;
  /** Samples that were dropped since the start, because there was no room. */
  readonly dropped: number;
  /** Samples that Redis refused for good. */
  readonly refused: number;
  /** Samples that Redis has taken. */
  readonly written: number;
  /** Open connections, the asking one included. */
  readonly clients: number;
}

interface Parts {
  readonly redis: Pick<RedisConnection, 'isOpen'>;
  readonly held: Pick<HeldSamples, 'count' | 'dropped'>;
  readonly handOver: Pick<HandOver, 'written' | 'refused'>;
  readonly clients: number;
}

/** Formats the state as the answer to `INFO`. */
export function formatRelayState({ redis, held, handOver, clients }: Parts): string {
  return [
    '# dma relay',
    `redis_connected:${redis.isOpen ? 1 : 0}`,
    `held_samples:${held.count}`,
    `dropped_samples:${held.dropped}`,
    `refused_samples:${handOver.refused}`,
    `written_samples:${handOver.written}`,
    `connected_clients:${clients}`,
    '',
  ].join('\r\n');
}

/** Reads the answer to `INFO`; undefined when it is that of something else. */
export function parseRelayState(text: string): RelayState | undefined {
  if (!text.startsWith('# dma relay')) return undefined;
  const number = (name: string): number =>
    Number(new RegExp(`^${name}:(\\d+)\\r?$`, 'm').exec(text)?.[1] ?? 0);
  return {
    isRedisOpen: number('redis_connected') === 1,
    held: number('held_samples'),
    dropped: number('dropped_samples'),
    refused: number('refused_samples'),
    written: number('written_samples'),
    clients: number('connected_clients'),
  };
}
