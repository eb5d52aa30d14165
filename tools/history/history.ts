import { formatIsoTime, formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson, replaceUnprintable } from '../../notifiers/printable.ts';
import { Glob, strayCharacter } from '../../plugins/collectd/glob.ts';
import { isOfTarget } from '../../plugins/delivery/route-config.ts';
import { outcomeOf, type JudgedEpisode } from '../../plugins/delivery/series-record.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { leadSeconds, type ClosedEpisode } from '../../plugins/spool/closed-episode.ts';
import { EpisodeHistory } from '../../plugins/spool/episode-history.ts';
import { FeedbackFiles, type Feedback } from '../../plugins/spool/feedback-files.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { UsageError } from '../process/command-error.ts';
import { formatDuration, textTable } from '../report/readable.ts';
import { parseDuration, parseTime } from '../series/time-range.ts';
import { onSpool } from '../spool/on-spool.ts';
import { episodeText } from './episode-text.ts';
import { foundEpisode } from './found-episode.ts';

/** Narrows the episodes that are shown. */
export interface HistoryFilter {
  readonly host: string | undefined;
  readonly target: string | undefined;
  /** A time, or a duration before now, such as `2d`. */
  readonly since: string | undefined;
}

/** The closed episodes, the newest end last. @throws UsageError; OutsideError when the spool cannot be used */
export function listHistory(file: string | undefined, filter: HistoryFilter, json: boolean): string {
  const hosts = globOf('--host', filter.host);
  const targets = globOf('--target', filter.target);
  const since = filter.since === undefined ? 0 : sinceOf(filter.since, epochSeconds());
  return onSpool(file, (spool) => {
    const judged = new EpisodeHistory(spool.disk, spool.directory)
      .all()
      .filter(({ host, resource, end }) => {
        const isNamed = (hosts?.test(host) ?? true) && (!targets || isOfTarget([targets], resource));
        return isNamed && end >= since;
      })
      .map((episode) => judgedEpisode(spool, episode));
    return json ? `${quoteAsJson(judged.map(shown))}\n` : tableOf(judged);
  });
}

/** One episode by its id or the beginning of it. @throws OutsideError when there is no such episode */
export function showHistory(file: string | undefined, id: string, json: boolean): string {
  return onSpool(file, (spool) => {
    const judged = judgedEpisode(spool, foundEpisode(spool, id));
    return json ? `${quoteAsJson(shown(judged))}\n` : episodeText(judged);
  });
}

/** One episode, for another command. @throws OutsideError as {@link showHistory} */
export function judgedEpisodeOf(file: string | undefined, id: string): JudgedEpisode {
  return onSpool(file, (spool) => judgedEpisode(spool, foundEpisode(spool, id)));
}

function judgedEpisode(spool: Spool, episode: ClosedEpisode): JudgedEpisode {
  const feedback = new FeedbackFiles(spool.disk, spool.directory).of(episode.id);
  return { episode, feedback, outcome: outcomeOf(episode, feedback) };
}

function globOf(option: string, text: string | undefined): Glob | undefined {
  if (text === undefined) return undefined;
  const stray = strayCharacter(text);
  if (text !== '' && stray === undefined) return new Glob(text);
  throw new UsageError(
    `${option}: expected a name with the wildcards *, ? and {a,b}${stray === undefined ? '' : `, without another ${stray}`}`,
  );
}

function sinceOf(text: string, now: number): number {
  return /^\d+(\.\d+)?[smhdw]/.test(text)
    ? now - parseDuration(text, '--since')
    : parseTime(text, '--since', now);
}

function tableOf(judged: readonly JudgedEpisode[]): string {
  if (judged.length === 0) return 'no episode has ended in this time\n';
  const rows = judged.map(({ episode, feedback, outcome }) => {
    const { id, host, resource, since, end, highest } = episode;
    const lead = leadSeconds(episode);
    return [
      id,
      formatLocalTime(since),
      formatDuration(Math.max(0, end - since)),
      host,
      resource,
      highest,
      outcome,
      lead === undefined ? '' : formatDuration(lead),
      feedback?.note ?? '',
    ].map((text) => replaceUnprintable(text, '?'));
  });
  const head = ['episode', 'since', 'for', 'host', 'resource', 'highest', 'outcome', 'lead', 'note'];
  return `${textTable([head, ...rows], new Set([2, 7])).join('\n')}\n`;
}

function shown({ episode, feedback, outcome }: JudgedEpisode): Record<string, unknown> {
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
