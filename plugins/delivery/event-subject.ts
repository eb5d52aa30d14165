import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { formatSource } from '../../notifiers/event/event-source.ts';
import { isOwn } from '../collectd/identifier.ts';
import type { Notification } from '../collectd/notification.ts';
import { reportSubject, selfSubjects } from '../collectd/self-subject.ts';

/** Types of the values that are given for each series whatever its output; of these, two are alerts. */
export const commonTypes: ReadonlySet<string | undefined> = new Set(['percent', 'gauge', 'duration']);
const selfNames: ReadonlySet<string | undefined> = new Set(selfSubjects);

/**
 * The kind of a notification's event. `exhaustion` is of a risk or of a predicted value (the `output` of a target),
 * `anomaly` of the `gauge-anomaly` of a target without a limit, `self` of a subject that the program notifies about, or
 * of its report.
 * Any other threshold is `other`: one by type alone, such as `<Type "percent">`, meets all of our values, too.
 */
export function kindOf(notification: Notification): AlertEvent['kind'] {
  if (!isOwn(notification)) return 'other';
  const { pluginInstance, type, typeInstance } = notification;
  if (pluginInstance === 'self') {
    const isTold =
      selfNames.has(typeInstance) || (typeInstance === reportSubject && isOfReport(notification));
    return type === 'gauge' && isTold ? 'self' : 'other';
  }
  if (isMissing(notification)) return 'other';
  if (pluginInstance !== undefined && type === 'gauge' && typeInstance === 'anomaly') return 'anomaly';
  const isRisk = pluginInstance !== undefined && type === 'percent' && typeInstance === 'risk';
  const isOutput = type !== undefined && (pluginInstance === undefined || !commonTypes.has(type));
  return isRisk || isOutput ? 'exhaustion' : 'other';
}

/**
 * The resource of a notification's event. Our own values carry it in the plugin instance, or (predicted values) in type
 * and type instance.
 */
export function resourceOf(notification: Notification): string {
  const { plugin, pluginInstance, type, typeInstance } = notification;
  const isOurs = kindOf(notification) !== 'other';
  if (isOurs && pluginInstance) return pluginInstance;
  return (
    [isOurs ? undefined : plugin, pluginInstance, type, typeInstance].filter(Boolean).join('-') || 'unknown'
  );
}

/**
 * True when a notification becomes an event: those about our own values, or all of collectd's. An OKAY also when it
 * ends an episode that began under `forward: all`; otherwise the episode would stay open for ever. It is not wanted of
 * a threshold on what the program counts and notifies about itself, while there is something to count.
 *
 * @param open the newest event of each open episode
 */
export function isWanted(
  notification: Notification,
  forward: 'dma' | 'all',
  open: readonly AlertEvent[],
): boolean {
  if (isEmptyOkay(notification)) return false;
  if (forward === 'all' || kindOf(notification) !== 'other') return true;
  if (notification.severity !== 'OKAY') return false;
  const source = formatSource(notification);
  return open.some((event) => event.source === source);
}

/** A threshold without a limit says OKAY to any value, such as three silent series, of which a WARNING is open. */
function isEmptyOkay({ severity, pluginInstance, typeInstance, details, ...others }: Notification): boolean {
  const isOfCount = isOwn(others) && pluginInstance === 'self' && selfNames.has(typeInstance);
  return severity === 'OKAY' && isOfCount && Number(details['CurrentValue']) > 0;
}

/** The report is missing, or there again. A limit of its value is somebody else's. */
function isOfReport(notification: Notification): boolean {
  return notification.severity === 'OKAY' || isMissing(notification);
}

/** A value that no longer comes says nothing about the resource: the program has stopped. */
function isMissing(notification: Notification): boolean {
  return missingSeconds(notification) !== undefined;
}

/** The seconds for which a value has not come, by collectd; undefined for a notification about anything else. */
export function missingSeconds({
  severity,
  message,
}: Pick<Notification, 'severity' | 'message'>): number | undefined {
  const [, seconds] = / has not been updated for ([\d.]+) seconds\.?$/.exec(message) ?? [];
  return severity === 'OKAY' || seconds === undefined ? undefined : Number(seconds);
}
