import { countOf } from '../../notifiers/count-of.ts';
import { textTable } from '../report/readable.ts';
import type { NotifierOverview, SpoolOverview } from './overview.ts';
import { replaceUnprintable } from '../../notifiers/printable.ts';

const shownFailed = 20;
const shownEpisodes = 20;

/** The overview for people. @param now epoch seconds */
export function formatOverview(
  { directory, arrived, notifiers, episodes, failed }: SpoolOverview,
  now: number,
): string {
  const lines = [
    `${directory}: ${arrived === 0 ? 'nothing waits to be looked at' : `${countOf(arrived, 'notification')} ${arrived === 1 ? 'waits' : 'wait'} to be looked at`}`,
    '',
    ...textTable(
      [
        ['notifier', 'waiting', 'oldest', 'failures', 'next attempt', 'why'],
        ...notifiers.map((notifier) => notifierRow(notifier, now)),
      ],
      new Set([1, 3]),
    ),
  ];
  const losses = notifiers.flatMap(({ name, overflowed, removed }) => [
    ...(overflowed > 0
      ? [
          `${overflowed === 1 ? `1 event for ${name} is a dead letter` : `${overflowed} events for ${name} are dead letters`} because too many waited`,
        ]
      : []),
    ...(removed > 0
      ? [
          `${countOf(removed, 'dead letter')} of ${name} ${removed === 1 ? 'was' : 'were'} removed because there were too many`,
        ]
      : []),
  ]);
  if (losses.length > 0) lines.push('', ...losses);
  if (episodes.length > 0) {
    const shown = episodes.slice(0, shownEpisodes);
    const more = episodes.length - shown.length;
    lines.push(
      '',
      ...textTable(
        [
          ['open episode', 'since', 'now', 'of', 'known to'],
          ...shown.map(({ id, since, severity, source, sinks, waiting, failed: refused }) => [
            replaceUnprintable(id, '?'),
            age(now - since),
            severity,
            replaceUnprintable(source, '?'),
            knownTo(sinks, waiting, refused),
          ]),
        ],
        new Set(),
      ),
      ...(more > 0 ? [`and ${more} more; --json shows all`] : []),
    );
  }
  if (failed.length > 0) {
    const shown = failed.slice(-shownFailed);
    const more = failed.length - shown.length;
    lines.push(
      '',
      ...textTable(
        [
          ['failed', 'when', 'why'],
          ...shown.map(({ name, time, reason, message }) => [
            replaceUnprintable(name, '?'),
            time === undefined ? '' : age(now - time),
            why(reason, message),
          ]),
        ],
        new Set(),
      ),
      ...(more > 0 ? [`and ${more} more; --json shows all`] : []),
    );
  }
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function knownTo(sinks: readonly string[], waiting: readonly string[], failed: readonly string[]): string {
  const names = sinks.map((name) => {
    if (waiting.includes(name)) return `${name} (waits)`;
    return failed.includes(name) ? `${name} (failed)` : name;
  });
  return names.join(', ') || 'none';
}

function notifierRow(notifier: NotifierOverview, now: number): string[] {
  const { name, isConfigured, waiting, oldestTime, attempts, nextTime, reason, message } = notifier;
  return [
    name,
    String(waiting),
    oldestTime === undefined ? '' : age(now - oldestTime),
    attempts === undefined ? '' : String(attempts),
    nextTime === undefined ? '' : nextTime > now ? `in ${duration(nextTime - now)}` : 'now',
    isConfigured ? why(reason, message) : 'dma.yaml does not name it',
  ];
}

function why(reason: string | undefined, message: string | undefined): string {
  return replaceUnprintable([reason, message].filter(Boolean).join(': '), '?');
}

function age(seconds: number): string {
  return `${duration(Math.max(0, seconds))} ago`;
}

function duration(seconds: number): string {
  if (seconds < 120) return `${Math.ceil(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return `${Math.round(seconds / 3600)} h`;
}
