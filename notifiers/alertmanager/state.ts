import type { AlertEvent } from '../event/alert-event.ts';
import type { FiringSeverity } from './alert.ts';
import type { Batch } from '../notifier.ts';

/** One episode at one severity: what Alertmanager knows as an alert. */
export interface EpisodeAlert {
  readonly event: AlertEvent;
  readonly severity: FiringSeverity;
}

/** What is to be sent. */
export interface AlertChanges {
  readonly firing: readonly EpisodeAlert[];
  /** What no longer fires, and when that ended in epoch seconds. */
  readonly ended: readonly (EpisodeAlert & { readonly end: number })[];
}

const severities: readonly FiringSeverity[] = ['WARNING', 'FAILURE'];

/**
 * Which alerts fire and which have ended, given what was sent before.
 *
 * The severity is a label and so a part of an alert's identity: when it changes, one alert ends and another begins. What
 * has to be ended is what was sent before, and what this batch passes over, as an earlier attempt may have arrived. An
 * OKAY of which nothing is remembered (after a restart) ends both severities; what such a restart leaves behind at another
 * change ends by itself.
 *
 * @param before the `firing` of the last batch that was delivered
 * @param now epoch seconds; nothing ends later, though another host's clock may say so
 */
export function changesOf(
  { events, open }: Batch,
  before: readonly EpisodeAlert[],
  now: number,
): AlertChanges {
  const newest = new Map([...events, ...open].map((event) => [event.source, event]));
  const firing = [...newest.values()].flatMap(alertOf);
  const firingKeys = new Set(firing.map(keyOf));
  const remembered = new Set(before.map(({ event }) => event.source));
  const forgotten = events.filter(({ severity, source }) => severity === 'OKAY' && !remembered.has(source));
  const candidates = [
    ...before,
    ...forgotten.flatMap((event) => severities.map((severity) => ({ event, severity }))),
    ...events.flatMap(alertOf),
  ].filter((alert) => !firingKeys.has(keyOf(alert)));
  const ended = [...new Map(candidates.map((alert) => [keyOf(alert), alert])).values()].map((alert) => {
    const { time = now } = newest.get(alert.event.source) ?? {};
    return { ...alert, end: Math.min(time, now) };
  });
  return { firing, ended };
}

function alertOf(event: AlertEvent): EpisodeAlert[] {
  return event.severity === 'OKAY' ? [] : [{ event, severity: event.severity }];
}

function keyOf({ event: { source }, severity }: EpisodeAlert): string {
  return `${severity} ${source}`;
}
