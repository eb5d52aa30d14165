import { formatDuration } from '../../notifiers/event/alert-units.ts';
import { anomalyText, culpritText } from '../../notifiers/event/evidence-text.ts';
import { relatedText } from '../../notifiers/event/related-text.ts';
import type { OpenAlert } from '../outlook/spool-look.ts';
import { cut, safeText, type Line } from './cells.ts';

/**
 * The open alerts, the newest first: who was told, and beneath it the processes that grew and the series that moved.
 * The last line says how many there are beside.
 *
 * @param now epoch seconds
 */
export function alertLines(
  alerts: readonly OpenAlert[],
  now: number,
  width: number,
  maxLines: number,
): Line[] {
  if (alerts.length === 0 || maxLines < 1) return [];
  const newest = alerts.toSorted((a, b) => b.event.since - a.event.since);
  const heads = newest.map((alert): Line => ({ text: headOf(alert, now), style: styleOf(alert) }));
  const both = newest.map((alert, index) => [heads[index]!, ...causeLines(alert)]);
  const all = both.flat();
  const lines = all.length <= maxLines ? all : heads;
  const shown = lines.length <= maxLines ? lines : heads.slice(0, maxLines - 1);
  const more =
    lines.length <= maxLines ? [] : [{ text: `and ${heads.length - shown.length} more open alerts` }];
  return [...shown, ...more].map((line) => ({ ...line, text: cut(line.text, width) }));
}

function styleOf({ event, silence }: OpenAlert): 'danger' | 'warning' | 'dim' {
  if (silence) return 'dim';
  return event.severity === 'FAILURE' ? 'danger' : 'warning';
}

function headOf({ event, told, waiting, failed, silence, feedback }: OpenAlert, now: number): string {
  const { severity, host, resource, since, id, kind, message, alertContext } = event;
  const parts = [
    told.length > 0 ? `told ${told.join(', ')}` : 'told nobody',
    ...(waiting.length > 0 ? [`waits for ${waiting.join(', ')}`] : []),
    ...(failed.length > 0 ? [`failed at ${failed.join(', ')}`] : []),
    ...(silence ? ['silenced'] : []),
    ...(feedback ? [`marked ${feedback}`] : []),
    id,
    ...(kind === 'exhaustion' ? [] : [alertContext?.anomaly ? anomalyText(alertContext.anomaly) : message]),
  ];
  return safeText(
    `${severity} ${resource} of ${host} for ${formatDuration(Math.max(0, now - since))}; ${parts.join('; ')}`,
  );
}

function causeLines({ event }: OpenAlert): Line[] {
  const { culprits = [], related } = event.alertContext ?? {};
  const grown = culprits.length > 0 ? [`growing most: ${culprits.map(culpritText).join(', ')}`] : [];
  const moved = related ? [relatedText(related, event.host)] : [];
  return [...grown, ...moved].map((text) => ({ text: safeText(`  ${text}`) }));
}
