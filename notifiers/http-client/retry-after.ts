import type { IncomingHttpHeaders } from 'node:http';

/** A day: a longer wish is cut, as an alert would be too old by then. */
const longestSeconds = 86_400;

/**
 * What an answer's `Retry-After` says, in seconds from now (0 to 86,400): a number of seconds, or a date, which is
 * compared with the answer's own `Date` so that it does not matter whose clock is wrong.
 *
 * @returns undefined when there is none, or none that can be understood
 * @see RFC 9110, 10.2.3
 */
export function parseRetryAfter(headers: IncomingHttpHeaders): number | undefined {
  const text = headers['retry-after']?.trim() ?? '';
  const seconds = /^\d+$/.test(text) ? Number(text) : secondsUntil(text, headers.date);
  return seconds === undefined ? undefined : Math.min(Math.max(seconds, 0), longestSeconds);
}

function secondsUntil(date: string, from: string | undefined): number | undefined {
  // Date.parse takes almost anything, "-1" for example; an HTTP date ends in GMT.
  if (!date.endsWith('GMT')) return undefined;
  const seconds = (Date.parse(date) - Date.parse(from ?? '')) / 1000;
  return Number.isFinite(seconds) ? seconds : undefined;
}
