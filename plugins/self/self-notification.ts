import { ownPlugin } from '../collectd/identifier.ts';
import type { Notification, Severity } from '../collectd/notification.ts';
import type { SelfSubject } from '../collectd/self-subject.ts';
import { maxMessageBytes } from '../collectd/text-protocol.ts';
import { replaceUnprintable } from '../../notifiers/printable.ts';
import type { SilenceCause } from './silence-cause.ts';

/** Names in one message. */
const maxNames = 3;

/** A notification of the program about itself, as `<host>/dma-self/gauge-<typeInstance>`. @param time epoch seconds */
export function selfNotification(
  host: string,
  typeInstance: SelfSubject,
  severity: Severity,
  time: number,
  message: string,
): Notification {
  return {
    severity,
    time,
    host,
    plugin: ownPlugin,
    pluginInstance: 'self',
    type: 'gauge',
    typeInstance,
    message,
    details: {},
  };
}

/**
 * Formats what has happened to which series, the cause and the cure as one message. Names three series, or fewer where
 * collectd would cut the message, and how many more there are; then the cause is left out.
 */
export function selfMessage(
  meaning: string,
  names: readonly string[],
  { cause, cure }: Pick<SilenceCause, 'cause' | 'cure'>,
): string {
  for (const end of [`${sentence(cause)}; ${cure}`, sentence(cure)])
    for (let count = Math.min(maxNames, names.length); count > 0; count--) {
      const message = `${meaning}: ${nameSome(names, count)}${end}`;
      if (Buffer.byteLength(message) <= maxMessageBytes) return message;
    }
  return `${meaning}${sentence(cause)}; ${cure}`;
}

function sentence(text: string): string {
  return `. ${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Formats the first names, and how many more there are, such as `a, b, c and 7 more`. */
function nameSome(names: readonly string[], count: number): string {
  const some = names.slice(0, count).map((name) => replaceUnprintable(name, '?'));
  const more = names.length > count ? ` and ${names.length - count} more` : '';
  return some.join(', ') + more;
}
