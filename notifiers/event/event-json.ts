import type { AlertEvent, AlertContext } from './alert-event.ts';
import { alertText } from './alert-text.ts';
import { formatIsoTime } from './iso-time.ts';

/** Rises when a field changes its meaning or goes; new fields do not raise it. */
export const eventJsonVersion = 1;

/**
 * An event as JSON for machines: the fields of `AlertEvent` behind a `version`, with both times as ISO 8601 in UTC
 * (`time`, `since`) and as epoch seconds (`timeSeconds`, `sinceSeconds`), and `text`, which tells all of it to people.
 * What is unknown is left out.
 */
export function formatEventJson(event: AlertEvent): Record<string, unknown> {
  return {
    version: eventJsonVersion,
    id: event.id,
    severity: event.severity,
    kind: event.kind,
    time: formatIsoTime(event.time),
    timeSeconds: event.time,
    since: formatIsoTime(event.since),
    sinceSeconds: event.since,
    host: event.host,
    resource: event.resource,
    source: event.source,
    message: event.message,
    text: alertText(event),
    ...(event.value === undefined ? {} : { value: event.value }),
    ...(event.alertContext && { situation: formatAlertContext(event.alertContext) }),
    details: event.details,
  };
}

/** Field by field: what `AlertContext` may hold besides, for other sinks, is no part of the documented schema. */
function formatAlertContext(alertContext: AlertContext): Record<string, unknown> {
  const { value, limit, limitSide, unit, capacity, horizonSeconds, forecast, riskPercent, exhaustion } =
    alertContext;
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
    exhaustion,
    culprits: alertContext.culprits,
  };
}

/**
 * What marks one change of one episode: the same for every repetition of an event, another one for every other event.
 * ASCII. The time is part of it because an episode can go from WARNING to FAILURE and back to WARNING.
 */
export function eventKey({ id, severity, time }: AlertEvent): string {
  return `${id}-${severity.toLowerCase()}-${Math.round(time * 1000)}`.replace(/[^\x21-\x7e]/gu, '?');
}
