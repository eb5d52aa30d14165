import type { AlertEvent, Severity } from '../../notifiers/event/alert-event.ts';
import { formatSource, ownPlugin } from '../collectd/identifier.ts';
import { episodeId } from './episodes.ts';
import type { RouteWindow } from '../spool/state.ts';

/** So many hosts of a sum are remembered, and so many are named. */
const rememberedHosts = 1000;
const namedHosts = 5;

/** The same window with one more event that is not told on its own. */
export function withSummed(window: RouteWindow, { severity, host }: AlertEvent): RouteWindow {
  const isKnown = window.hosts.includes(host) || window.hosts.length === rememberedHosts;
  return {
    ...window,
    summed: { ...window.summed, [severity]: window.summed[severity] + 1 },
    hosts: isKnown ? window.hosts : [...window.hosts, host],
  };
}

/**
 * The one event that stands for all that were not told on their own; its severity is the highest of theirs.
 *
 * @param time when it is told, epoch seconds
 * @returns undefined when all were told
 */
export function summaryOf(
  sink: string,
  { start, summed, hosts }: RouteWindow,
  time: number,
): AlertEvent | undefined {
  const severities = (['FAILURE', 'WARNING', 'OKAY'] as const).filter((severity) => summed[severity] > 0);
  const total = severities.reduce((sum, severity) => sum + summed[severity], 0);
  if (total === 0) return undefined;
  const host = hosts.length === 1 ? hosts[0]! : 'several';
  const source = formatSource({ host, plugin: ownPlugin, pluginInstance: 'summary', type: sink });
  const counts = severities.map((severity) => `${summed[severity]} ${severity}`).join(', ');
  return {
    id: episodeId(source, start),
    severity: (severities[0] satisfies Severity | undefined) ?? 'OKAY',
    kind: 'other',
    time,
    since: start,
    host,
    resource: 'summary',
    source,
    message: `and ${total} more: ${counts}; from ${named(hosts)}`,
    details: {
      Failures: String(summed.FAILURE),
      Warnings: String(summed.WARNING),
      Okays: String(summed.OKAY),
      Hosts: String(hosts.length),
    },
  };
}

function named(hosts: readonly string[]): string {
  const shown = hosts.slice(0, namedHosts).join(', ');
  return hosts.length > namedHosts ? `${shown} and ${hosts.length - namedHosts} more hosts` : shown;
}
