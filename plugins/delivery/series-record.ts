import { quantile } from '../../analysis/maths/quantile.ts';
import type { SeriesRecord } from '../../notifiers/event/alert-event.ts';
import { leadSeconds, type ClosedEpisode } from '../spool/closed-episode.ts';
import { historyDays } from '../spool/episode-history.ts';
import type { Feedback } from '../spool/feedback-files.ts';

/**
 * The outcome of an episode: the word of a person, or else whether the limit was reached.
 *
 * `right`: the limit was reached, or a person says that the alert was real; `ended`: it was not, because the process
 * that grew has ended; `unknown`: it was not, and nobody has said why.
 */
export type Outcome = 'right' | 'mended' | 'false' | 'ended' | 'unknown';

/** An episode that has ended, and what came of it. */
export interface JudgedEpisode {
  readonly episode: ClosedEpisode;
  readonly feedback: Feedback | undefined;
  readonly outcome: Outcome;
}

export function outcomeOf(
  { reachedTime, ended }: Pick<ClosedEpisode, 'reachedTime' | 'ended'>,
  feedback: Feedback | undefined,
): Outcome {
  if (feedback) return feedback.verdict === 'real' ? 'right' : feedback.verdict;
  if (reachedTime !== undefined) return 'right';
  return ended ? 'ended' : 'unknown';
}

/**
 * The past of a series: its alerts in the 30 days before a time and what came of them.
 *
 * @param episodes of that series
 * @param feedbackOn the feedback on an episode
 * @param time epoch seconds
 * @returns undefined when there was none
 */
export function seriesRecord(
  episodes: readonly ClosedEpisode[],
  feedbackOn: (id: string) => Feedback | undefined,
  time: number,
): SeriesRecord | undefined {
  const counted = episodes.filter(({ end }) => end <= time && end > time - historyDays * 86_400);
  if (counted.length === 0) return undefined;
  const outcomes = counted.map((episode) => outcomeOf(episode, feedbackOn(episode.id)));
  const ended = outcomes.filter((outcome) => outcome === 'ended').length;
  const leads = counted.map(leadSeconds).filter((lead) => lead !== undefined);
  return {
    days: historyDays,
    alerts: counted.length,
    right: outcomes.filter((outcome) => outcome === 'right').length,
    mended: outcomes.filter((outcome) => outcome === 'mended').length,
    false: outcomes.filter((outcome) => outcome === 'false').length,
    ...(ended > 0 && { ended }),
    ...(leads.length > 0 && { medianLeadSeconds: quantile(leads, 1 / 2)! }),
  };
}
