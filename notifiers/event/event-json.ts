import type { AlertEvent, AlertContext, Related } from './alert-event.ts';
import { alertText } from './alert-text.ts';
import { anomalyText, evidenceText, rateText, recordText } from './evidence-text.ts';
import { formatIsoTime, formatLocalTime } from './iso-time.ts';
import { relatedText } from './related-text.ts';

/** The version of the JSON. It rises when a field changes its meaning or is removed, not when one is added. */
export const eventJsonVersion = 1;

/**
 * Formats an event as JSON for machines.
 *
 * The fields of `AlertEvent` follow `version`. Both times are ISO 8601 in UTC (`time`, `since`), epoch seconds
 * (`timeSeconds`, `sinceSeconds`), and the local time of this machine (`timeLocal`, `sinceLocal`). `text` is one line
 * for people. Unknown fields are left out.
 */
export function formatEventJson(event: AlertEvent): Record<string, unknown> {
  return {
    version: eventJsonVersion,
    id: event.id,
    severity: event.severity,
    kind: event.kind,
    time: formatIsoTime(event.time),
    timeSeconds: event.time,
    timeLocal: formatLocalTime(event.time),
    since: formatIsoTime(event.since),
    sinceSeconds: event.since,
    sinceLocal: formatLocalTime(event.since),
    host: event.host,
    resource: event.resource,
    source: event.source,
    message: event.message,
    text: alertText(event),
    ...(event.value === undefined ? {} : { value: event.value }),
    ...(event.alertContext && { situation: formatAlertContext(event.alertContext, event.host) }),
    ...(event.links && { links: event.links }),
    ...(event.record && { record: { ...event.record, text: recordText(event.record) } }),
    details: event.details,
  };
}

/** Field by field, because a new field of `AlertContext` is not part of the published JSON by itself. */
function formatAlertContext(alertContext: AlertContext, host: string): Record<string, unknown> {
  const { value, limit, limitSide, unit, capacity, horizonSeconds, forecast, riskPercent } = alertContext;
  const { anomaly, evidence, reachedTime, exhaustion, related } = alertContext;
  return {
    time: formatIsoTime(alertContext.time),
    timeSeconds: alertContext.time,
    value,
    limit,
    limitSide,
    unit,
    capacity,
    horizonSeconds,
    forecast,
    riskPercent,
    ...(anomaly && { anomaly: { ...anomaly, text: anomalyText(anomaly) } }),
    ...(evidence && {
      rate: {
        perSecond: evidence.ratePerSecond,
        overSeconds: evidence.overSeconds,
        text: rateText(evidence, unit),
      },
      evidence: {
        earlierClimbs: evidence.earlierClimbs,
        reachedLimit: evidence.reachedLimit,
        abnormal: evidence.abnormal,
        text: evidenceText(evidence),
      },
    }),
    ...(reachedTime !== undefined && {
      reached: formatIsoTime(reachedTime),
      reachedSeconds: reachedTime,
      reachedLocal: formatLocalTime(reachedTime),
    }),
    exhaustion,
    culprits: alertContext.culprits,
    ended: alertContext.ended,
    ...(related && { related: formatRelated(related, host) }),
  };
}

/** Times as elsewhere; the identifiers are whole. @param host of the resource */
export function formatRelated({ time, ...related }: Related, host: string): Record<string, unknown> {
  return {
    time: formatIsoTime(time),
    timeSeconds: time,
    ...related,
    text: relatedText(related, host),
  };
}

/**
 * The idempotency key of an event: equal for every repetition of the event and different for every other event.
 * ASCII.
 *
 * It includes the time, because an episode can go from WARNING to FAILURE and back to WARNING.
 */
export function eventKey({ id, severity, time }: AlertEvent): string {
  return `${id}-${severity.toLowerCase()}-${Math.round(time * 1000)}`.replace(/[^\x21-\x7e]/gu, '?');
}
