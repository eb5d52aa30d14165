import { formatIsoTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson } from '../../notifiers/printable.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { FeedbackFiles, maxNoteLength, type Feedback } from '../../plugins/spool/feedback-files.ts';
import { emptyState } from '../../plugins/spool/state.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { UsageError } from '../process/command-error.ts';
import { onSpool } from '../spool/on-spool.ts';
import { foundEpisode, isMeant } from './found-episode.ts';

/** The judgement of a person about an episode. */
export interface GivenFeedback {
  /** The id, or its beginning. */
  readonly id: string;
  readonly verdict: Feedback['verdict'];
  readonly note: string;
  /** The user's name. */
  readonly by: string;
}

/**
 * Keeps feedback on an episode that is open or has ended; a later one replaces it.
 *
 * @throws UsageError; OutsideError when there is no such episode, or the spool cannot be used
 */
export function giveFeedback(file: string | undefined, given: GivenFeedback, json: boolean): string {
  const { verdict, note, by } = given;
  if (note.length > maxNoteLength)
    throw new UsageError(`--note: has ${note.length} characters; at most ${maxNoteLength} are kept`);
  return onSpool(file, (spool) => {
    const { id, host, resource, since, end } = judged(spool, given.id);
    const feedback: Feedback = {
      id,
      verdict,
      note,
      by,
      time: epochSeconds(),
      host,
      resource,
      since,
      ...(end !== undefined && { end }),
    };
    new FeedbackFiles(spool.disk, spool.directory).put(feedback);
    if (json) return `${quoteAsJson(feedback)}\n`;
    const when = end === undefined ? 'still open' : `ended ${formatIsoTime(end, 0)}`;
    return `${id} (${resource} of ${quoteAsJson(host)}, since ${formatIsoTime(since, 0)}, ${when}): ${verdict}\n`;
  });
}

function judged(spool: Spool, given: string): Omit<Feedback, 'verdict' | 'note' | 'by' | 'time'> {
  const open = openIn(spool).filter(({ id }) => isMeant(given, id));
  const [only] = open;
  return open.length === 1 && only ? only : foundEpisode(spool, given);
}

/** A malformed state counts as empty; `dma deliver` reports it. */
function openIn(spool: Spool): readonly Omit<Feedback, 'verdict' | 'note' | 'by' | 'time'>[] {
  try {
    const { open } = spool.loadState() ?? emptyState;
    return open.map(({ id, host, resource, since }) => ({ id, host, resource, since }));
  } catch (error) {
    if ('code' in (error as object)) throw error;
    return [];
  }
}
