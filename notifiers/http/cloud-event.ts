import type { AlertEvent } from '../event/alert-event.ts';
import { eventKey, formatEventJson } from '../event/event-json.ts';
import { formatIsoTime } from '../event/iso-time.ts';

/** The content type of a structured CloudEvent. */
export const cloudEventContentType = 'application/cloudevents+json';

/**
 * Formats an event as a CloudEvent 1.0 in structured mode; `data` is `formatEventJson`.
 *
 * `id` is the idempotency key, `source` the series, `type` ends in kind and severity
 * (`org.collectd.dma.exhaustion.warning`), `subject` is host and resource.
 *
 * @see https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
 */
export function formatCloudEvent(event: AlertEvent): Record<string, unknown> {
  return {
    specversion: '1.0',
    id: eventKey(event),
    source: `/collectd/${event.source.split('/').map(uriPart).join('/')}`,
    type: `org.collectd.dma.${event.kind}.${event.severity.toLowerCase()}`,
    subject: `${uriPart(event.host)}/${uriPart(event.resource)}`,
    time: formatIsoTime(event.time),
    datacontenttype: 'application/json',
    data: formatEventJson(event),
  };
}

/** Also escapes characters that attributes of a CloudEvent must not have: control characters and lone surrogates. */
function uriPart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
