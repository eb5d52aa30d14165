import type { AlertContext, AlertEvent, Culprit } from './alert-event.ts';
import { formatAmount, formatAmounts, formatDuration, formatDurations } from './alert-units.ts';
import { anomalyText, culpritText, endedText, evidenceText, rateText, recordText } from './evidence-text.ts';
import { formatIsoTime, formatLocalTime } from './iso-time.ts';
import { replaceUnprintable } from '../printable.ts';
import { relatedText } from './related-text.ts';

/** The risk of a resource whose limit has been crossed; it is less than that before. */
const crossedPercent = 100;

/**
 * Formats an event as one line for people. It has the value, the forecast, the time of exhaustion, the risk and the
 * beginning, then the rate with the evidence, the culprits, the series that moved with it, and the earlier alerts.
 *
 *     web1: memory 12.3 of 14.4 GiB; expected in 60 s: 15.0 GiB (14.1 to 15.9 GiB); the limit will be reached at
 *     02:00:41Z, in 41 s (25 to 70 s), 86 % sure within 60 s, since 02:00:00Z; +1.9 GiB/min for 4 min, no earlier climb
 *     came this far; growing most: stress-ng (pid 4711) +2.1 GiB in 30 s to 3.0 GiB; moved with it: cpu-0/cpu-user rose
 *     12 s before (r 0.91)
 *
 * Unknown parts are left out; without an alert context, collectd's message takes their place. Names keep their
 * letters; what moves or hides text becomes `?`.
 */
export function alertText(event: AlertEvent): string {
  const { alertContext, severity, record } = event;
  const now = alertContext ? contextParts(event, alertContext) : [messagePart(event)];
  const parts = severity === 'OKAY' || !record ? now : [...now, `before: ${recordText(record)}`];
  return replaceUnprintable(`${event.host}: ${parts.join('; ')}`.toWellFormed(), '?');
}

function messagePart({ severity, resource, message, since, time }: AlertEvent): string {
  if (severity === 'OKAY') return `${resource} recovered at ${clock(time)}: ${message}`;
  return `${resource} ${severity}, since ${clockBeside(since, time)}: ${message}`;
}

function contextParts(event: AlertEvent, alertContext: AlertContext): string[] {
  const { resource, severity, time, since } = event;
  const now = `${resource} ${nowText(alertContext)}`;
  if (severity === 'OKAY') {
    const { reachedTime, ended } = alertContext;
    const reached =
      reachedTime === undefined
        ? []
        : [`the limit was reached at ${clockBeside(reachedTime, time)}${localPart(reachedTime)}`];
    const gone = ended ? [`ended: ${endedText(ended)}`] : [];
    return [now, `recovered after ${formatDuration(time - since)}`, ...reached, ...gone];
  }
  if (alertContext.anomaly)
    return [
      now,
      `${anomalyText(alertContext.anomaly)}, since ${clockBeside(since, time)}`,
      ...culpritPart(alertContext.culprits),
      ...relatedPart(event, alertContext),
    ];
  const sure =
    alertContext.riskPercent === undefined || isReached(alertContext)
      ? ''
      : `, ${Math.round(alertContext.riskPercent)} % sure within ${formatDuration(alertContext.horizonSeconds)}`;
  return [
    now,
    ...forecastPart(alertContext),
    `${reachedText(alertContext, time)}${sure}, ${isReached(alertContext) ? 'alert since' : 'since'} ${clockBeside(since, time)}`,
    ...evidencePart(alertContext),
    ...culpritPart(alertContext.culprits),
    ...relatedPart(event, alertContext),
  ];
}

/** `12.3 of 14.4 GiB` for an upper limit; a lower limit is named, and so is a capacity that moves. */
function nowText({ value, limit, limitSide, unit }: AlertContext): string {
  if (limit === undefined) return formatAmount(value, unit);
  if (unit === 'percent') {
    const side = limitSide === 'lower' ? 'lower limit' : 'limit';
    return `${formatAmount(value, unit)} of a capacity that changes, ${side} ${formatAmount(limit, unit)}`;
  }
  if (limitSide === 'upper') return formatAmounts([value, limit], ' of ', unit, limit);
  return `${formatAmount(value, unit, limit)}, lower limit ${formatAmount(limit, unit)}`;
}

function forecastPart({ forecast, horizonSeconds, unit, limit }: AlertContext): string[] {
  if (!forecast) return [];
  // One unit for all makes them comparable.
  const predicted = formatAmount(forecast.predicted, unit, limit);
  const interval = formatAmounts([forecast.lower, forecast.upper], ' to ', unit, limit);
  return [`expected in ${formatDuration(horizonSeconds)}: ${predicted} (${interval})`];
}

function reachedText(alertContext: AlertContext, time: number): string {
  const { reachedTime } = alertContext;
  if (isReached(alertContext))
    return reachedTime === undefined
      ? 'the limit has been reached'
      : `the limit was reached at ${clockBeside(reachedTime, time)}${localPart(reachedTime)}`;
  const { exhaustion } = alertContext;
  if (!exhaustion) return 'when the limit is reached is not known';
  const { seconds, earliest, latest } = exhaustion;
  // Absolute, because a notification that waited in the spool is read later.
  const at = (ahead: number): string => clockBeside(alertContext.time + ahead, time);
  if (seconds === undefined) {
    return `the limit may be reached from ${at(earliest)}${localPart(alertContext.time + earliest)} on, in ${formatDuration(earliest)} or later`;
  }
  const interval =
    latest === undefined
      ? `${formatDuration(earliest)} or later`
      : formatDurations([earliest, latest], ' to ');
  return `the limit will be reached at ${at(seconds)}${localPart(alertContext.time + seconds)}, in ${formatDuration(seconds)} (${interval})`;
}

/** True at or beyond the limit, and after a crossing while the alert goes on. */
function isReached({ value, limit, limitSide, exhaustion, riskPercent }: AlertContext): boolean {
  if (limit === undefined) return false;
  if (riskPercent === crossedPercent) return true;
  return exhaustion?.seconds === 0 || (limitSide === 'upper' ? value >= limit : value <= limit);
}

/** The climb of a resource that has run out already explains nothing. */
function evidencePart(alertContext: AlertContext): string[] {
  const { evidence, unit } = alertContext;
  if (!evidence || isReached(alertContext)) return [];
  return [`${rateText(evidence, unit)}, ${evidenceText(evidence)}`];
}

function culpritPart(culprits: readonly Culprit[]): string[] {
  if (culprits.length === 0) return [];
  return [`growing most: ${culprits.map(culpritText).join(', ')}`];
}

function relatedPart({ host }: AlertEvent, { related }: AlertContext): string[] {
  return related ? [relatedText(related, host)] : [];
}

/** The local time of this machine, such as ` (03:00:41 +01:00)`; empty where that is UTC. */
function localPart(epochSeconds: number): string {
  const [, clockText, offset] = formatLocalTime(epochSeconds).split(' ');
  return offset === '+00:00' ? '' : ` (${clockText} ${offset})`;
}

/** `02:00:00Z` */
function clock(epochSeconds: number): string {
  return formatIsoTime(epochSeconds, 0).slice('2026-11-21T'.length);
}

/** The time of day, with its date only if that differs from the date of `other`. */
function clockBeside(epochSeconds: number, other: number): string {
  const [text, beside] = [formatIsoTime(epochSeconds, 0), formatIsoTime(other, 0)];
  return text.slice(0, 10) === beside.slice(0, 10) ? clock(epochSeconds) : text;
}

/**
 * Replaces every character outside printable ASCII, line ends included, with `?`.
 *
 * Congress drops other characters, and HTTP headers must not have them.
 */
export function toAscii(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, '?');
}
