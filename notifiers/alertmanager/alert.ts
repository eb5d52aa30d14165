import type { AlertEvent, Culprit, Severity } from '../event/alert-event.ts';
import { alertText } from '../event/alert-text.ts';
import { formatAmount, formatDuration } from '../event/alert-units.ts';
import { formatIsoTime } from '../event/iso-time.ts';

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
