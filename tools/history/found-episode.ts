import type { ClosedEpisode } from '../../plugins/spool/closed-episode.ts';
import { EpisodeHistory } from '../../plugins/spool/episode-history.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { OutsideError } from '../process/command-error.ts';
import { openEpisodes } from '../spool/open-episodes.ts';

/** The beginning of an id that is enough: `dma-` and four digits. */
const minLength = 8;

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
  const found = new EpisodeHistory(spool.disk, spool.directory).all().filter(({ id }) => isMeant(given, id));
  const exact = found.find(({ id }) => id === given);
  if (exact) return exact;
  const [only] = found;
  if (found.length > 1)
    throw new OutsideError(
      `${spool.directory}: ${found.length} episodes begin with ${given}; say more of the id`,
    );
  if (only) return only;
  const open = openEpisodes(spool).find(({ id }) => isMeant(given, id));
  throw new OutsideError(
    open
      ? `${spool.directory}: ${open.id} is still open; see dma spool show ${open.id}`
      : `${spool.directory}: no episode ${given} has ended in the last 30 days; see dma history`,
  );
}
