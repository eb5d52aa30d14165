import type { Config } from '../../plugins/config/config.ts';
import { defaultPrefix } from '../../plugins/redis/write-redis.ts';
import { type CollectdConf, placeOf } from '../collectd-conf/collectd-conf.ts';
import type { ConfItem } from '../collectd-conf/conf-text.ts';
import type { Finding } from './finding.ts';

/** The options of a node that bound what Redis keeps. */
const boundOptions = ['maxsetsize', 'maxsetduration'] as const;
const [defaultPort, cure] = ['6379', 'add `MaxSetSize 3600` there, as dma.conf has it, and restart collectd'];

/**
 * Says whether write_redis bounds what it keeps in our Redis: without a bound it grows until its memory is full.
 *
 * @returns undefined where this machine's collectd does not write there
 */
export function checkStoredBound(
  { redis }: Pick<Config, 'redis'>,
  conf: CollectdConf | undefined,
): Finding | undefined {
  if (!conf?.loads('write_redis')) return undefined;
  const nodes = conf.plugin('write_redis').filter(({ key }) => key === 'node');
  const ours = nodes.filter((node) => isOurs(node, redis));
  const [node] = ours;
  if (node === undefined) return undefined;
  const subject = 'write_redis';
  // Each node cuts the same keys.
  const bound = ours.flatMap((one) => boundOf(one) ?? [])[0];
  if (bound)
    return {
      subject,
      ok: true,
      text: `keeps a bounded number of samples: ${bound.key} ${bound.values[0]} (${placeOf(bound)})`,
    };
  return {
    subject,
    ok: false,
    text: `the node at ${placeOf(node)} has neither MaxSetSize nor MaxSetDuration, so Redis grows until its memory is full; ${cure}`,
  };
}

function isOurs({ children = [] }: ConfItem, { url, prefix }: Config['redis']): boolean {
  const valueOf = (key: string): string | undefined => children.findLast((one) => one.key === key)?.values[0];
  const { protocol, port, pathname } = new URL(url);
  const host = valueOf('host') ?? 'localhost';
  if ((valueOf('prefix') ?? defaultPrefix) !== prefix) return false;
  if (protocol === 'unix:') return !host.startsWith('/') || host === pathname;
  if (Number(valueOf('database') ?? 0) !== Number(pathname.slice(1) || 0)) return false;
  // write_redis knows no TLS: it takes another port, or a tunnel.
  const isAnyPort = host.startsWith('/') || protocol === 'rediss:';
  return isAnyPort || (valueOf('port') ?? defaultPort) === (port || defaultPort);
}

function boundOf({ children = [] }: ConfItem): ConfItem | undefined {
  return boundOptions
    .flatMap((option) => children.findLast(({ key }) => key === option) ?? [])
    .find(({ values }) => Number.parseFloat(values[0] ?? '') > 0);
}
