import type { AlertEvent, Severity } from '../../../notifiers/event/alert-event.ts';
import { formatIdentifier } from '../../../plugins/collectd/identifier.ts';
import type { Notification } from '../../../plugins/collectd/notification.ts';
import type { ValueList } from '../../../plugins/collectd/text-protocol.ts';
import { Episodes } from '../../../plugins/delivery/episodes.ts';
import { isRisk, raisedPercent } from './seen-predictions.ts';

/** A risk from here on is a FAILURE, as conf/collectd.conf.d/dma.conf has it. */
const failurePercent = 99.5;

/** The threshold plugin as dma.conf configures it, and the episodes of `dma deliver`. */
export class SimulatedDelivery {
  /** Lines as the log notifier would have them, without times. */
  readonly told: string[] = [];
  readonly #episodes = new Episodes();
  readonly #severities = new Map<string, Severity>();

  /** @param now epoch seconds */
  takeValues({ identifier, time, values }: ValueList, now: number): void {
    if (!isRisk(identifier)) return;
    const name = formatIdentifier(identifier);
    const severity = severityOf(values[0]!);
    // A first good value is an OKAY, too.
    if (this.#severities.get(name) === severity) return;
    this.#severities.set(name, severity);
    this.take({ ...identifier, severity, time, message: `is ${severity}`, details: {} }, now);
  }

  /** @param now epoch seconds */
  take(notification: Notification, now: number): void {
    const taken = this.#episodes.take(notification, now);
    if (taken.kind === 'event') this.told.push(toldLine(taken.event));
  }
}

function severityOf(percent: number): Severity {
  if (percent > failurePercent) return 'FAILURE';
  return percent > raisedPercent ? 'WARNING' : 'OKAY';
}

/** Such as `WARNING self web1 self: 1 of 2 series gets no samples ...`. */
export function toldLine({ severity, kind, host, resource, message }: Omit<AlertEvent, 'details'>): string {
  return `${severity} ${kind} ${host} ${resource}: ${message}`;
}
