import type { AlertEvent } from '../event/alert-event.ts';
import { toAscii } from '../event/alert-text.ts';
import { formatIsoTime } from '../event/iso-time.ts';

const tag = 'collectd-dma:';

/** Nova accepts 1 to 255 characters. */
const maxCharacters = 255;

/** Formats the reason for a disabled service: our tag, the id of the episode, and a sentence for people. */
export function formatDisabledReason({ id, resource, since }: AlertEvent): string {
  const text = `${tag} ${word(id)} ${toAscii(resource)} is running out since ${formatIsoTime(since, 0)}`;
  return text.slice(0, maxCharacters);
}

/** True when we disabled the service for this episode; reasons of others are not ours to undo. */
export function isReasonOf(reason: string | null | undefined, { id }: AlertEvent): boolean {
  const [first, second] = (reason ?? '').split(' ');
  return first === tag && second === word(id);
}

/**
 * True when we disabled the service for an episode that is over but whose end was lost: nobody else would enable it.
 *
 * @param open all open episodes
 * @param resources the resources for which this notifier disables services; other reasons are not its own
 */
export function isForgottenReason(
  reason: string | null | undefined,
  open: readonly AlertEvent[],
  resources: ReadonlySet<string>,
): boolean {
  const [, resource] = /^collectd-dma: \S+ (.+) is running out since \S+$/.exec(reason ?? '') ?? [];
  if (resource === undefined || ![...resources].some((name) => toAscii(name) === resource)) return false;
  return !open.some((episode) => isReasonOf(reason, episode));
}

function word(id: string): string {
  return toAscii(id).replaceAll(' ', '_');
}
