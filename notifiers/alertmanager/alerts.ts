import type { AlertEvent, Culprit, Severity } from '../event/alert-event.ts';
import { alertText } from '../event/alert-text.ts';
import { formatAmount, formatDuration } from '../event/alert-units.ts';
import { evidenceText, rateText, recordText } from '../event/evidence-text.ts';
import { formatIsoTime } from '../event/iso-time.ts';
import { relatedText } from '../event/related-text.ts';
import type { Batch } from '../notifier.ts';
import type { Present } from './peer-clock.ts';

/** An episode at one severity, which Alertmanager knows as an alert. */
export interface EpisodeAlert {
  readonly event: AlertEvent;
  readonly severity: FiringSeverity;
}

/** An alert to send: one that fires, or one that has ended. */
export interface OutgoingAlert extends EpisodeAlert {
  /** Epoch seconds; absent while it fires. */
  readonly end?: number;
}

/** The alerts to send. */
export interface AlertChanges {
  readonly firing: readonly EpisodeAlert[];
  readonly ended: readonly (EpisodeAlert & { readonly end: number })[];
}

const severities: readonly FiringSeverity[] = ['WARNING', 'FAILURE'];

/**
 * Determines which alerts fire and which have ended.
 *
 * The severity is a label and therefore part of an alert's identity: a new severity ends one alert and begins
 * another. Ended are the alerts of the last delivery that no longer fire, and the severities that this batch passes
 * over, because an earlier attempt may have arrived. After a restart nothing is remembered: an OKAY then ends both
 * severities, and an alert left behind by another change expires.
 *
 * @param before the `firing` of the last delivered batch
 * @param now epoch seconds; no alert ends later, whatever the clock of its host says
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

/** An alert of Alertmanager's v2 API. Its labels are its identity, so none of them changes. */
export interface AlertmanagerAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/** A firing severity; OKAY ends an alert. */
export type FiringSeverity = Exclude<Severity, 'OKAY'>;

/** Additions of the configuration to every alert. */
export interface AlertAdditions {
  readonly labels: Readonly<Record<string, string>>;
  readonly generatorUrl?: string | undefined;
}

/** The labels that users cannot set. */
export const ownLabels: readonly string[] = ['alertname', 'instance', 'resource', 'severity', 'source'];

const alertNames: Readonly<Record<AlertEvent['kind'], string>> = {
  exhaustion: 'CollectdDmaExhaustion',
  anomaly: 'CollectdDmaAnomaly',
  self: 'CollectdDmaSelf',
  other: 'CollectdThreshold',
};

const severityLabels: Readonly<Record<FiringSeverity, string>> = { WARNING: 'warning', FAILURE: 'critical' };

/** The form of alerts that is the same for all. */
export interface AlertForm extends AlertAdditions {
  /** A firing alert that is not sent again ends after this time. */
  readonly expirySeconds: number;
  /** True for an alert that is too large with all of its annotations. */
  readonly isCut: boolean;
}

/** The length of the summary of an alert that is cut. */
const cutLength = 200;

/**
 * Formats an alert, which begins with its episode.
 *
 * Alertmanager refuses an alert that ends before it starts, as wrong clocks may cause; then it starts at its end.
 */
export function formatAlert(
  { event, severity, end }: OutgoingAlert,
  { earliest, latest }: Present,
  { labels, generatorUrl, expirySeconds, isCut }: AlertForm,
): AlertmanagerAlert {
  const { graph = generatorUrl } = event.links ?? {};
  const endsAt = end === undefined ? latest + expirySeconds : Math.min(end, earliest);
  return {
    labels: {
      ...labels,
      alertname: alertNames[event.kind],
      instance: event.host,
      resource: event.resource,
      severity: severityLabels[severity],
      source: event.source,
    },
    annotations: isCut
      ? { summary: alertText(event).slice(0, cutLength).toWellFormed(), episode: event.id }
      : formatAnnotations(event),
    startsAt: formatIsoTime(Math.min(event.since, earliest, endsAt)),
    endsAt: formatIsoTime(endsAt),
    ...(graph === undefined ? {} : { generatorURL: graph }),
  };
}

/** Annotations may change while an alert fires. `lead` is the time to the limit as `dma predict` last saw it. */
function formatAnnotations(event: AlertEvent): Record<string, string> {
  const { id, message, value, alertContext, links, record } = event;
  const leadSeconds = alertContext?.exhaustion?.seconds;
  const { culprits = [], evidence, related, unit = 'plain' } = alertContext ?? {};
  return {
    summary: alertText(event),
    description: message,
    episode: id,
    ...(value === undefined ? {} : { value: String(value) }),
    ...(leadSeconds === undefined ? {} : { lead: formatDuration(leadSeconds) }),
    ...(evidence && { rate: rateText(evidence, unit), evidence: evidenceText(evidence) }),
    ...(record && { record: recordText(record) }),
    ...(links?.runbook === undefined ? {} : { runbook_url: links.runbook }),
    ...(culprits.length === 0 ? {} : { culprits: culprits.map(formatCulprit).join(', ') }),
    ...(related && { related: relatedText(related, event.host) }),
  };
}

function formatCulprit({ name, pid, grownBytes, overSeconds }: Culprit): string {
  return `${name} (pid ${pid}) +${formatAmount(grownBytes, 'bytes')} in ${formatDuration(overSeconds)}`;
}
