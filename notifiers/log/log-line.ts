import type { AlertEvent } from '../event/alert-event.ts';
import { alertText } from '../event/alert-text.ts';
import { formatIsoTime } from '../event/iso-time.ts';

/**
 * One event as one line of text, without its line end: control characters are escaped as in JSON.
 *
 *     2026-11-21T02:00:00.123Z WARNING web1 memory id=e1 since=2026-11-21T02:00:00.123Z value=87.5 text="..." message="..."
 *
 * `text`, for people, is there only where more is known than collectd's message says.
 */
export function formatLogLine(event: AlertEvent): string {
  const parts = [
    formatIsoTime(event.time),
    event.severity,
    word(event.host),
    word(event.resource),
    `id=${word(event.id)}`,
    `since=${formatIsoTime(event.since)}`,
    ...(event.value === undefined ? [] : [`value=${event.value}`]),
    ...(event.alertContext ? [`text=${quoteAsJson(alertText(event))}`] : []),
    `message=${quoteAsJson(event.message)}`,
  ];
  return parts.join(' ');
}

/** JSON, with the line ends that JSON does not escape (U+0085, U+2028, U+2029) escaped too. */
export function quoteAsJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\p{Cc}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As it is where that is unmistakable, quoted otherwise. */
function word(text: string): string {
  return /^[^\s"\p{C}]+$/u.test(text) ? text : quoteAsJson(text);
}
