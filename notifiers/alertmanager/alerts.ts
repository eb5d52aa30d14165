import type { AlertEvent, Culprit, Severity } from '../event/alert-event.ts';
import { alertText, formatAmount, formatDuration } from '../event/alert-text.ts';
import { formatIsoTime } from '../event/iso-time.ts';
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

/** An alert of Alertmanager's v2 API. Its labels are its identity, so nothing that changes is among them. */
export interface AlertmanagerAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** A severity that fires; OKAY ends what fires. */
export type FiringSeverity = Exclude<Severity, 'OKAY'>;

/** What the configuration adds to every alert. */
export interface AlertAdditions {
  readonly labels: Readonly<Record<string, string>>;
  readonly generatorUrl?: string | undefined;
}

/** The labels that are ours to write. */
export const ownLabels: readonly string[] = ['alertname', 'instance', 'resource', 'severity', 'source'];

const alertNames: Readonly<Record<AlertEvent['kind'], string>> = {
  exhaustion: 'CollectdDmaExhaustion',
  self: 'CollectdDmaSelf',
  other: 'CollectdThreshold',
};

const severityLabels: Readonly<Record<FiringSeverity, string>> = { WARNING: 'warning', FAILURE: 'critical' };

/**
 * The alert of an episode at one of its severities, from the beginning of the episode to `end`.
 *
 * Alertmanager refuses an alert that ends before it starts, which wrong clocks could cause: the start yields.
 *
 * @param end epoch seconds; of a firing one, when it is over unless it is repeated
 */
export function formatAlert(
  event: AlertEvent,
  severity: FiringSeverity,
  end: number,
  { labels, generatorUrl }: AlertAdditions,
): AlertmanagerAlert {
  return {
    labels: {
      ...labels,
      alertname: alertNames[event.kind],
      instance: event.host,
      resource: event.resource,
      severity: severityLabels[severity],
      source: event.source,
    },
    annotations: formatAnnotations(event),
    startsAt: formatIsoTime(Math.min(event.since, end)),
    endsAt: formatIsoTime(end),
    ...(generatorUrl === undefined ? {} : { generatorURL: generatorUrl }),
  };
}

/** What changes while an alert fires. `lead` is how far off the limit was, seen from `predict`'s last look. */
function formatAnnotations(event: AlertEvent): Record<string, string> {
  const { id, message, value, alertContext } = event;
  const leadSeconds = alertContext?.exhaustion?.seconds;
  const culprits = alertContext?.culprits ?? [];
  return {
    summary: alertText(event),
    description: message,
    episode: id,
    ...(value === undefined ? {} : { value: String(value) }),
    ...(leadSeconds === undefined ? {} : { lead: formatDuration(leadSeconds) }),
    ...(culprits.length === 0 ? {} : { culprits: culprits.map(formatCulprit).join(', ') }),
  };
}

function formatCulprit({ name, pid, grownBytes, overSeconds }: Culprit): string {
  return `${name} (pid ${pid}) +${formatAmount(grownBytes, 'bytes')} in ${formatDuration(overSeconds)}`;
}
