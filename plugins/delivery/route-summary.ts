import type { AlertEvent, Severity } from '../../notifiers/event/alert-event.ts';
import { ownPlugin } from '../collectd/identifier.ts';
import { formatSource } from '../../notifiers/event/event-source.ts';
import { episodeId } from './episodes.ts';
import type { RouteWindow } from '../spool/state.ts';

/** The upper bounds of hosts that a summary remembers and names. */
const rememberedHosts = 1000;
const namedHosts = 5;

/** Adds an event to the summary of a window. */
export function withSummed(window: RouteWindow, { severity, host }: AlertEvent): RouteWindow {
  const isKnown = window.hosts.includes(host) || window.hosts.length === rememberedHosts;
  return {
    ...window,
    summed: { ...window.summed, [severity]: window.summed[severity] + 1 },
    hosts: isKnown ? window.hosts : [...window.hosts, host],
  };
}

/**
 * The event that stands for all events that were not reported on their own; its severity is the highest of theirs.
 *
 * @param notifier the name in dma.yaml
 * @param time of the summary, epoch seconds
 * @returns undefined when there is nothing to sum up
 */
export function summaryOf(
  notifier: string,
  { start, summed, hosts }: RouteWindow,
  time: number,
): AlertEvent | undefined {
  const severities = (['FAILURE', 'WARNING', 'OKAY'] as const).filter((severity) => summed[severity] > 0);
  const total = severities.reduce((sum, severity) => sum + summed[severity], 0);
  if (total === 0) return undefined;
  const host = hosts.length === 1 ? hosts[0]! : 'several';
  const source = formatSource({ host, plugin: ownPlugin, pluginInstance: 'summary', type: notifier });
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
