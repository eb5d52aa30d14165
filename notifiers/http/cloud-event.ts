import type { AlertEvent } from '../event/alert-event.ts';
import { eventKey, formatEventJson } from '../event/event-json.ts';
import { formatIsoTime } from '../event/iso-time.ts';

/** How a structured CloudEvent is labelled. */
export const cloudEventContentType = 'application/cloudevents+json';

/**
 * An event as a CloudEvent 1.0 in structured mode; `data` is `formatEventJson`.
 *
 * `id` is the same for every repetition of an event; `source` is the series, `type` ends in kind and severity
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

/** Also keeps out what a CloudEvent's attributes may not hold: control characters and half a pair of surrogates. */
function uriPart(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
