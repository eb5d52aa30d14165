import { countOf } from '../../notifiers/count-of.ts';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { ownPlugin } from '../collectd/identifier.ts';
import { formatSource } from '../../notifiers/event/event-source.ts';
import { episodeId } from './notified-event.ts';
import type { RouteWindow } from '../spool/state.ts';

/** The upper bounds of hosts that a summary remembers and names. */
const rememberedHosts = 1000;
const namedHosts = 5;

/** Adds an event to the summary of a window. */
export function withSummed(window: RouteWindow, { id, severity, host }: AlertEvent): RouteWindow {
  const isKnown = window.hosts.includes(host) || window.hosts.length === rememberedHosts;
  const { members = [] } = window;
  return {
    ...window,
    summed: { ...window.summed, [severity]: window.summed[severity] + 1 },
    hosts: isKnown ? window.hosts : [...window.hosts, host],
    members: members.includes(id) ? members : [...members, id],
  };
}

/**
 * The event that stands for all events that were not reported on their own; its severity is the highest of theirs. It
 * begins an episode of its own, see {@link endOfSum}.
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
  const severities = (['FAILURE', 'WARNING'] as const).filter((severity) => summed[severity] > 0);
  const total = severities.reduce((sum, severity) => sum + summed[severity], 0);
  const [highest] = severities;
  if (highest === undefined) return undefined;
  const host = hosts.length === 1 ? hosts[0]! : 'several';
  const source = formatSource({ host, plugin: ownPlugin, pluginInstance: 'summary', type: notifier });
  const counts = severities.map((severity) => `${summed[severity]} ${severity}`).join(', ');
  return {
    id: episodeId(source, start),
    severity: highest,
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
      Okays: '0',
      Hosts: String(hosts.length),
    },
  };
}

/** The OKAY of a sum, when all of its episodes have ended. @param time epoch seconds */
export function endOfSum(sum: AlertEvent, time: number): AlertEvent {
  const { Failures = '0', Warnings = '0' } = sum.details;
  return {
    ...sum,
    severity: 'OKAY',
    time: Math.max(time, sum.time),
    message: `${sum.message}; all have recovered`,
    details: { ...sum.details, Okays: String(Number(Failures) + Number(Warnings)) },
  };
}

function named(hosts: readonly string[]): string {
  const shown = hosts.slice(0, namedHosts).join(', ');
  return hosts.length > namedHosts
    ? `${shown} and ${countOf(hosts.length - namedHosts, 'more host')}`
    : shown;
}
