import { hostOf, isOwnName } from '../../plugins/collectd/identifier.ts';
import type { Finding } from './finding.ts';
import { firstOf } from './first-of.ts';
import { machineOfReport } from '../../plugins/samples/shard.ts';
import { isReport } from '../../plugins/self/other-predictors.ts';

export interface NameParts {
  /** Hostname of collectd.conf; undefined where it is not set, or cannot be read. */
  readonly configured: string | undefined;
  /** The kernel's name of this machine. */
  readonly machine: string;
  /** The hosts that collectd has samples of. */
  readonly hosts: ReadonlySet<string>;
  /** True when collectd started a `dma predict` a moment ago, which may not have reported yet. */
  readonly isJustStarted: boolean;
}

/** The hosts of series, without what dma gives back. */
export function hostsOf(names: readonly string[]): ReadonlySet<string> {
  return new Set(names.filter((name) => !isOwnName(name)).map(hostOf));
}

/**
 * The machines whose `dma predict` reports on itself to this machine's collectd, as a whole or in shards. Those in
 * Redis alone are of other machines.
 *
 * @param cached names of the series in collectd's cache; undefined when it was not read
 */
export function reportersOf(cached: ReadonlyMap<string, unknown> | undefined): readonly string[] {
  const hosts = [...(cached?.keys() ?? [])].filter(isReport).map(hostOf);
  return [...new Set(hosts.map(machineOfReport))];
}

/**
 * Says when `dma predict` has another name for this machine than collectd. Then it finds no culprits for the machine's
 * own series, and reports on itself beside them.
 *
 * @param reporters the hosts under which a `dma predict` reports on itself
 * @returns undefined where the names agree, or cannot be compared
 */
export function checkOwnName(reporters: readonly string[], parts: NameParts): Finding | undefined {
  const { configured, machine, hosts, isJustStarted } = parts;
  if (isJustStarted) return undefined;
  const collectds = configured ?? [...hosts].find((host) => isSameMachine(host, machine));
  // Where one has the right name, another may have a name of its own on purpose. One of another machine has samples.
  const strangers = reporters.filter((host) => host !== collectds && !hosts.has(host));
  if (collectds === undefined || strangers.length === 0 || reporters.includes(collectds)) return undefined;
  // Several that differ are named by somebody, such as one for each Redis of a fleet.
  if (strangers.length > 1) return undefined;
  return {
    subject: 'host name',
    ok: false,
    text: `dma predict calls this machine ${firstOf(strangers, ', ')}, and collectd calls it ${collectds}: set COLLECTD_HOSTNAME=${collectds} in /etc/default/collectd-dma, and restart dma-predict and dma-deliver; under collectd's exec plugin the name is right by itself`,
  };
}

/** True when one name is the other with a domain. */
function isSameMachine(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return long === short || long.startsWith(`${short}.`);
}
