import { createHash } from 'node:crypto';
import type { AlertEvent } from '../../notifiers/event/alert-event.ts';
import { formatSource } from '../../notifiers/event/event-source.ts';
import type { Notification } from '../collectd/notification.ts';
import { kindOf, resourceOf } from './event-subject.ts';

/** The event of a notification, as far as the notification tells it. @param previous of the same episode */
export function eventOf(notification: Notification, previous: AlertEvent | undefined): AlertEvent {
  const source = formatSource(notification);
  const since = previous?.since ?? notification.time;
  const value = numberOf(notification.details['CurrentValue']);
  // An OKAY ends what was begun.
  const begun = notification.severity === 'OKAY' ? previous : undefined;
  return {
    id: previous?.id ?? episodeId(source, since),
    severity: notification.severity,
    kind: begun?.kind ?? kindOf(notification),
    // The OKAY of a value may be dated before the notification that it was missing.
    time: begun ? Math.max(begun.time, notification.time) : notification.time,
    since,
    host: notification.host ?? 'unknown',
    resource: begun?.resource ?? resourceOf(notification),
    source,
    message: notification.message.replaceAll(/\s+/g, ' '),
    ...(value === undefined ? {} : { value }),
    details: notification.details,
  };
}

/** `dma-` and 16 hexadecimal digits. */
export function episodeId(source: string, since: number): string {
  return `dma-${createHash('sha256')
    .update(`${source}\n${since.toFixed(3)}`)
    .digest('hex')
    .slice(0, 16)}`;
}

function numberOf(text: string | undefined): number | undefined {
  const number = text?.trim() ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}
