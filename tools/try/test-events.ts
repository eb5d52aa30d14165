import type { AlertEvent, Severity } from '../../notifiers/event/alert-event.ts';
import { formatSource } from '../../notifiers/event/event-source.ts';

/** The severities of a whole episode, in its order. */
export const tried: readonly Severity[] = ['WARNING', 'FAILURE', 'OKAY'];

/**
 * Makes an event of an episode that is a test, and says so wherever a receiver may look: in its id, resource, message
 * and details. It is no exhaustion, so it predicts the end of no host.
 *
 * @param host the name of this machine
 * @param since the beginning of the episode in epoch seconds
 */
export function testEvent(severity: Severity, host: string, since: number, time: number): AlertEvent {
  const value = { WARNING: 60, FAILURE: 95, OKAY: 5 }[severity];
  return {
    id: `dma-test-${Math.round(since * 1000)}`,
    severity,
    kind: 'other',
    time,
    since,
    host,
    resource: 'test',
    source: formatSource({
      host,
      plugin: 'dma',
      pluginInstance: 'test',
      type: 'percent',
      typeInstance: 'risk',
    }),
    message: `TEST by "dma deliver --try": this ${severity} is not real, nothing is wrong`,
    value,
    details: { Test: 'true' },
  };
}
