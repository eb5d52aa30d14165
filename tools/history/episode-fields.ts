import { formatIsoTime } from '../../notifiers/event/iso-time.ts';
import { outcomeOf, type JudgedEpisode } from '../../plugins/delivery/series-record.ts';
import { leadSeconds, type ClosedEpisode } from '../../plugins/spool/closed-episode.ts';
import type { Feedback } from '../../plugins/spool/feedback-files.ts';

/** An episode with what came of it, by what a person said of it. */
export function judgedEpisode(episode: ClosedEpisode, feedback: Feedback | undefined): JudgedEpisode {
  return { episode, feedback, outcome: outcomeOf(episode, feedback) };
}

/** An episode in JSON: times in ISO 8601, and in epoch seconds in a field whose name ends with `Seconds`. */
export function episodeFields({ episode, feedback, outcome }: JudgedEpisode): Record<string, unknown> {
  const { id, kind, host, resource, source, since, end, reachedTime, ...others } = episode;
  return {
    id,
    kind,
    host,
    resource,
    source,
    since: formatIsoTime(since),
    sinceSeconds: since,
    end: formatIsoTime(end),
    endSeconds: end,
    ...(reachedTime !== undefined && {
      reached: formatIsoTime(reachedTime),
      reachedSeconds: reachedTime,
      leadSeconds: leadSeconds(episode),
    }),
    outcome,
    ...(feedback && { feedback: feedbackOf(feedback) }),
    ...others,
  };
}

function feedbackOf({ verdict, note, by, time }: Feedback): Record<string, unknown> {
  return { verdict, note, by, time: formatIsoTime(time), timeSeconds: time };
}
