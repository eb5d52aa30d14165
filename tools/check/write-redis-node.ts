import type { Config } from '../../plugins/config/config.ts';
import { isLoopbackHost, parseListenAddress } from '../../plugins/config/listen-address.ts';
import { defaultPrefix } from '../../plugins/redis/write-redis.ts';
import { type CollectdConf, placeOf } from '../collectd-conf/collectd-conf.ts';
import type { ConfItem } from '../collectd-conf/conf-text.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import { countsProblem } from './series-needs.ts';

/** The options of a node that bound what Redis keeps. */
const optionNames: Readonly<Record<string, string>> = {
  maxsetsize: 'MaxSetSize',
  maxsetduration: 'MaxSetDuration',
};
const [defaultPort, cure] = ['6379', 'add `MaxSetSize 3600` there, as dma.conf has it, and restart collectd'];

/**
 * Says whether write_redis bounds what it keeps in our Redis, which otherwise grows until its memory is full, and
 * whether it stores rates.
 *
 * @param counters the series of targets that are counted
 * @returns nothing where this machine's collectd does not write there
 */
export function checkWriteRedis(
  config: Pick<Config, 'redis' | 'relay'>,
  conf: CollectdConf | undefined,
  counters: readonly string[],
): readonly Finding[] {
  const ours = ownNodes(config, conf);
  const [node] = ours;
  if (node === undefined) return [];
  // Each node cuts the same keys.
  const bound = ours.flatMap((one) => boundOf(one) ?? [])[0];
  const counting = ours.find((one) => /^(false|no|off)$/i.test(valueOf(one, 'storerates') ?? ''));
  return [
    bound
      ? fine(
          `keeps a bounded number of samples: ${optionNames[bound.key]} ${bound.values[0]} (${placeOf(bound)})`,
        )
      : fault(
          `the node at ${placeOf(node)} has neither MaxSetSize nor MaxSetDuration, so Redis grows until its memory is full; ${cure}`,
        ),
    ...(counting && counters.length > 0
      ? [fault(`${countsProblem(firstOf(counters, ', '))} (${placeOf(counting)})`)]
      : []),
  ];
}

/** The nodes by which this machine's write_redis writes to our Redis, by way of the relay or not. */
export function ownNodes(
  config: Pick<Config, 'redis' | 'relay'>,
  conf: CollectdConf | undefined,
): readonly ConfItem[] {
  return nodesOf(conf).filter((item) => isOurs(item, config.redis) || isOfRelay(item, config));
}

/** Says where this machine's write_redis writes, where none of it goes to our Redis; undefined where some does. */
export function writesElsewhere(
  config: Pick<Config, 'redis' | 'relay'>,
  conf: CollectdConf | undefined,
): string | undefined {
  const [node] = nodesOf(conf);
  if (node === undefined || ownNodes(config, conf).length > 0) return undefined;
  const [host, port] = [valueOf(node, 'host') ?? 'localhost', valueOf(node, 'port') ?? defaultPort];
  const address = host.startsWith('/') ? host : `${host}:${port}`;
  const prefix = valueOf(node, 'prefix') ?? defaultPrefix;
  return `write_redis writes to ${address}, Database ${valueOf(node, 'database') ?? 0}, Prefix "${prefix}" (${placeOf(node)}): let it and redis of dma.yaml name one place`;
}

/** The nodes by which it writes to the relay of dma.yaml. */
export function relayNodes(
  config: Pick<Config, 'redis' | 'relay'>,
  conf: CollectdConf | undefined,
): readonly ConfItem[] {
  return nodesOf(conf).filter((item) => isOfRelay(item, config));
}

function nodesOf(conf: CollectdConf | undefined): readonly ConfItem[] {
  if (!conf?.loads('write_redis')) return [];
  return conf.plugin('write_redis').filter(({ key }) => key === 'node');
}

function isOfRelay(node: ConfItem, { redis, relay }: Pick<Config, 'redis' | 'relay'>): boolean {
  const address = parseListenAddress(relay.listen);
  if (address?.kind !== 'tcp' || (valueOf(node, 'prefix') ?? defaultPrefix) !== redis.prefix) return false;
  const host = valueOf(node, 'host') ?? 'localhost';
  const isHere = isLoopbackHost(host) || host === address.host;
  return isHere && Number(valueOf(node, 'port') ?? defaultPort) === address.port;
}

const subject = 'write_redis';
const fine = (text: string): Finding => ({ subject, ok: true, text });
const fault = (text: string): Finding => ({ subject, ok: false, text });

function valueOf({ children = [] }: ConfItem, key: string): string | undefined {
  return children.findLast((one) => one.key === key)?.values[0];
}

function isOurs(node: ConfItem, { url, prefix }: Config['redis']): boolean {
  const { protocol, port, pathname } = new URL(url);
  const host = valueOf(node, 'host') ?? 'localhost';
  if ((valueOf(node, 'prefix') ?? defaultPrefix) !== prefix) return false;
  if (protocol === 'unix:') return !host.startsWith('/') || host === pathname;
  if (Number(valueOf(node, 'database') ?? 0) !== Number(pathname.slice(1) || 0)) return false;
  // write_redis knows no TLS: it takes another port, or a tunnel.
  const isAnyPort = host.startsWith('/') || protocol === 'rediss:';
  return isAnyPort || (valueOf(node, 'port') ?? defaultPort) === (port || defaultPort);
}

function boundOf({ children = [] }: ConfItem): ConfItem | undefined {
  return Object.keys(optionNames)
    .flatMap((option) => children.findLast(({ key }) => key === option) ?? [])
    .find(({ values }) => Number.parseFloat(values[0] ?? '') > 0);
}
