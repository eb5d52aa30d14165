import type { AlertEvent, Severity } from './alert-event.ts';
import { formatSource } from './event-source.ts';

/** An episode that is a test. */
export interface TestEpisode {
  readonly id: string;
  /** The name of this machine. */
  readonly host: string;
  /** The beginning in epoch seconds. */
  readonly since: number;
  /** The command that asks for the test, such as `dma check --test`. */
  readonly by: string;
}

/**
 * Makes an event of an episode that is a test, and says so wherever a receiver may look: in its id, resource, message
 * and details. It is no exhaustion, so it predicts the end of no host.
 *
 * @param time epoch seconds
 */
export function testEvent(
  severity: Severity,
  { id, host, since, by }: TestEpisode,
  time: number,
): AlertEvent {
  const value = { WARNING: 60, FAILURE: 95, OKAY: 5 }[severity];
  return {
    id,
    severity,
    kind: 'other',
    time: Math.max(time, since),
    since,
    host,
    resource: 'test',
    source: formatSource({
      host,
      plugin: 'dma',
      pluginInstance: 'self',
      type: 'gauge',
      typeInstance: 'test',
    }),
    message: `TEST by "${by}": this ${severity} is not real, nothing is wrong`,
    value,
    details: { Test: 'true' },
  };
}
