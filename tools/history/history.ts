import { formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { quoteAsJson, replaceUnprintable } from '../../notifiers/printable.ts';
import { Glob, strayCharacter } from '../../plugins/collectd/glob.ts';
import { isOfTarget } from '../../plugins/delivery/route-config.ts';
import type { JudgedEpisode } from '../../plugins/delivery/series-record.ts';
import { epochSeconds } from '../../plugins/process/clock.ts';
import { leadSeconds } from '../../plugins/spool/closed-episode.ts';
import { EpisodeHistory } from '../../plugins/spool/episode-history.ts';
import { FeedbackFiles } from '../../plugins/spool/feedback-files.ts';
import type { Spool } from '../../plugins/spool/spool.ts';
import { UsageError } from '../process/command-error.ts';
import { formatDuration, textTable } from '../report/readable.ts';
import { parseDuration, parseTime } from '../series/time-range.ts';
import { onSpool } from '../spool/on-spool.ts';
import { episodeFields, judgedEpisode } from './episode-fields.ts';
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
      .map((episode) => judgedEpisode(episode, feedbackIn(spool).of(episode.id)));
    return json ? `${quoteAsJson(judged.map(episodeFields))}\n` : tableOf(judged);
  });
}

/** One episode by its id or the beginning of it. @throws OutsideError when there is no such episode */
export function showHistory(file: string | undefined, id: string, json: boolean): string {
  const judged = judgedEpisodeOf(file, id);
  return json ? `${quoteAsJson(episodeFields(judged))}\n` : episodeText(judged);
}

/** One episode, for another command. @throws OutsideError as {@link showHistory} */
export function judgedEpisodeOf(file: string | undefined, id: string): JudgedEpisode {
  return onSpool(file, (spool) => {
    const episode = foundEpisode(spool, id);
    return judgedEpisode(episode, feedbackIn(spool).of(episode.id));
  });
}

function feedbackIn(spool: Spool): FeedbackFiles {
  return new FeedbackFiles(spool.disk, spool.directory);
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
