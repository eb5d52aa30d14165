/** One of several `dma predict` that share the hosts of a store among them. */
export interface Shard {
  /** Counted from 0. */
  readonly index: number;
  /** Number of them all. */
  readonly count: number;
}

/**
 * Says whether a shard predicts the series of a host. Each host belongs to exactly one of `count` shards, the same in
 * each process and version.
 */
export function isOfShard(host: string, { index, count }: Shard): boolean {
  return mixed(host) % count === index;
}

/** The host under which a shard reports on itself: that of its machine, and its number. */
export function shardHost(host: string, { index }: Shard): string {
  return host.concat('-shard', String(index));
}

/** The host of the machine whose `dma predict` reports under this host. */
export function machineOfReport(host: string): string {
  return host.replace(/-shard\d+$/, '');
}

/**
 * The 32 bits of FNV-1a over the UTF-16 code units, mixed as MurmurHash3 ends: the low bits of FNV alone are the same
 * for names that differ by an even number.
 */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
