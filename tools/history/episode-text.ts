import { formatAmount, formatDuration as formatRough } from '../../notifiers/event/alert-units.ts';
import type { AlertContext } from '../../notifiers/event/alert-event.ts';
import { endedText } from '../../notifiers/event/evidence-text.ts';
import { formatIsoTime, formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { relatedText } from '../../notifiers/event/related-text.ts';
import { replaceUnprintable } from '../../notifiers/printable.ts';
import type { JudgedEpisode } from '../../plugins/delivery/series-record.ts';
import { leadSeconds } from '../../plugins/spool/closed-episode.ts';
import { formatDuration } from '../report/readable.ts';

/** An episode for people: times, what was predicted then, what came, who was told, and what a person said. */
export function episodeText(judged: JudgedEpisode): string {
  return episodeLines(judged)
    .map(([name, text]) => `${name.padEnd(12)} ${text}\n`)
    .join('');
}

/** The same as names and texts without control characters. */
export function episodeLines({ episode, feedback, outcome }: JudgedEpisode): [name: string, text: string][] {
  const {
    id,
    host,
    resource,
    source,
    since,
    end,
    reachedTime,
    highest,
    first,
    last,
    message,
    endMessage,
    told,
    ended,
  } = episode;
  const lead = leadSeconds(episode);
  const reached =
    reachedTime === undefined
      ? 'not reached'
      : `${timeText(reachedTime)}, ${formatDuration(lead ?? 0)} after the alert`;
  const lines: [string, string][] = [
    ['episode', id],
    ['resource', `${resource} of ${host} (${source})`],
    ['alert since', timeText(since)],
    ['ended', `${timeText(end)}, after ${formatDuration(Math.max(0, end - since))}`],
    ['highest', highest],
    ...(first ? ([['then', contextText(first)]] as [string, string][]) : []),
    ...(last && last.time !== first?.time ? ([['at last', contextText(last)]] as [string, string][]) : []),
    ['limit', reached],
    ...(last?.culprits ?? []).map(({ name, pid, grownBytes, overSeconds }): [string, string] => [
      'grew',
      `${name} (pid ${pid}) +${formatAmount(grownBytes, 'bytes')} in ${formatRough(overSeconds)}`,
    ]),
    ...(last?.related ? ([['related', relatedText(last.related, host)]] as [string, string][]) : []),
    ...(ended ? ([['process', `ended: ${endedText(ended)}`]] as [string, string][]) : []),
    ['message', message],
    ['end', endMessage],
    ['told', told.join(', ') || 'nobody'],
    ['outcome', outcome],
    ...(feedback
      ? ([
          ['feedback', `${feedback.verdict}, by ${feedback.by} at ${formatLocalTime(feedback.time)}`],
          ...(feedback.note === '' ? [] : [['note', feedback.note]]),
        ] as [string, string][])
      : []),
  ];
  return lines.map(([name, text]) => [name, replaceUnprintable(text, '?')]);
}

/** The forecast of that time. */
function contextText({
  time,
  value,
  limit,
  unit,
  forecast,
  horizonSeconds,
  riskPercent,
  exhaustion,
}: AlertContext): string {
  const parts = [
    `at ${formatIsoTime(time, 0)} ${formatAmount(value, unit, limit)}${limit === undefined ? '' : `, limit ${formatAmount(limit, unit)}`}`,
    ...(forecast
      ? [`expected in ${formatRough(horizonSeconds)}: ${formatAmount(forecast.predicted, unit, limit)}`]
      : []),
    ...(exhaustion?.seconds === undefined || exhaustion.seconds === 0
      ? []
      : [`full in ${formatRough(exhaustion.seconds)}`]),
    ...(riskPercent === undefined ? [] : [`risk ${Math.round(riskPercent)} %`]),
  ];
  return parts.join('; ');
}

function timeText(time: number): string {
  return `${formatIsoTime(time, 0)} (${formatLocalTime(time)})`;
}
