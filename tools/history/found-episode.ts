import type { ClosedEpisode } from '../../plugins/spool/closed-episode.ts';
import { EpisodeHistory } from '../../plugins/spool/episode-history.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { OutsideError } from '../process/command-error.ts';
import { openEpisodes } from '../spool/open-episodes.ts';

/** The beginning of an id that is enough: `dma-` and four digits. */
const minLength = 8;

interface WithId {
  readonly id: string;
}

/** True when a person means this id: all of it, or its beginning. */
export function isMeant(given: string, id: string): boolean {
  return id === given || (given.length >= minLength && id.startsWith(given));
}

/**
 * Finds an episode that has ended.
 *
 * @param given the id, or its beginning where no other one has the same
 * @throws OutsideError when there is no such episode, it is still open, or several begin like that
 */
export function foundEpisode(spool: Spool, given: string): ClosedEpisode {
  const ended = new EpisodeHistory(spool.disk, spool.directory).all();
  const found = ended.filter(({ id }) => isMeant(given, id));
  const exact = found.find(({ id }) => id === given);
  if (exact) return exact;
  const [only] = found;
  if (found.length > 1)
    throw new OutsideError(
      `${spool.directory}: ${found.length} episodes begin with ${given}; say more of the id`,
    );
  if (only) return only;
  const open = openEpisodes(spool);
  throw new OutsideError(`${spool.directory}: ${notFound(given, open, [...open, ...ended])}`);
}

/** The reason why there is no ended episode. @param all the open ones and the ended ones */
function notFound(given: string, open: readonly WithId[], all: readonly WithId[]): string {
  const meant = open.find(({ id }) => isMeant(given, id));
  if (meant) return `${meant.id} is still open; see dma spool show ${meant.id}`;
  if (given !== '' && all.some(({ id }) => id.startsWith(given)))
    return `${given} is too short: the beginning of an id needs at least ${minLength} characters, such as dma-1f2e; see dma history`;
  return `no episode ${given} has ended in the last 30 days; see dma history`;
}
