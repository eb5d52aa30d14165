import { lookup } from 'node:dns/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeError } from '../../notifiers/error-text.ts';
import type { CollectdSight } from './collectd-sight.ts';
import type { Finding } from './finding.ts';

/** A name server may not answer; collectd would wait for it. */
const maxSeconds = 5;

/** The machine, replaced in tests. */
export interface MachineName {
  readonly name: string;
  /** Rejects when the name cannot be resolved. */
  readonly resolve: () => Promise<unknown>;
}

/**
 * Says when collectd cannot start because the machine's own name cannot be resolved, which FQDNLookup (its default)
 * needs where no Hostname is set.
 *
 * @returns undefined where nothing is wrong, or cannot be judged
 */
export async function checkResolvableName(
  { conf, process }: Pick<CollectdSight, 'conf' | 'process'>,
  { name, resolve }: MachineName = { name: hostname(), resolve: () => lookup(hostname()) },
): Promise<Finding | undefined> {
  if (conf === undefined || conf.global('hostname') || conf.unreadable.length > 0) return undefined;
  if (/^(false|no|off)$/i.test(conf.global('fqdnlookup')?.values[0] ?? '')) return undefined;
  const problem = await Promise.race([
    resolve().then(
      () => undefined,
      (error: unknown) => describeError(error),
    ),
    sleep(1000 * maxSeconds, undefined, { ref: false }),
  ]);
  if (problem === undefined) return undefined;
  const start = process ? 'collectd will not start again' : 'collectd does not start';
  return {
    subject: 'host name',
    ok: process !== undefined,
    ...(process && { kind: 'note' as const }),
    text: `${start}: the name of this machine, ${name}, cannot be resolved (${problem}), and FQDNLookup is on; add \`127.0.1.1 ${name}\` to /etc/hosts, or set Hostname or \`FQDNLookup false\` in ${conf.path}`,
  };
}
