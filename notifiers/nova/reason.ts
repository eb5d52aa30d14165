import type { AlertEvent } from '../event/alert-event.ts';
import { toAscii } from '../event/ascii.ts';
import { formatIsoTime } from '../event/iso-time.ts';

const tag = 'collectd-dma:';

/** Nova takes 1 to 255 characters. */
const mostCharacters = 255;

/** Why a compute service is disabled: our tag, the episode's id, and what a person needs who finds it disabled. */
export function formatDisabledReason({ id, resource, since }: AlertEvent): string {
  const text = `${tag} ${word(id)} ${toAscii(resource)} is running out since ${formatIsoTime(since, 0)}`;
  return text.slice(0, mostCharacters);
}

/** Whether it was for this episode that a service was disabled, by us: nobody else's wish is undone. */
export function isReasonOf(reason: string | null | undefined, { id }: AlertEvent): boolean {
  const [first, second] = (reason ?? '').split(' ');
  return first === tag && second === word(id);
}

/**
 * Whether we disabled a service for an episode that is over, of which the end got lost: nobody would enable it again.
 *
 * @param open all episodes that go on
 * @param resources those for which this notifier disables services; the reasons of others are not its own
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
