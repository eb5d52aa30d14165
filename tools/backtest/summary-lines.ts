import { nounOf } from '../../notifiers/count-of.ts';
import { formatDuration, formatTime } from '../report/readable.ts';
import type { ReplayedSeries } from './replayed-series.ts';

/** Alerts that are shown one by one, at most; of more, the newest. */
const maxAlerts = 50;

/** The newest alerts, and a line about the others. */
export function newestAlerts<Alert>(alerts: readonly Alert[]): {
  readonly shown: readonly Alert[];
  readonly remark: readonly string[];
} {
  const shown = alerts.slice(-maxAlerts);
  const more = alerts.length - shown.length;
  return { shown, remark: more > 0 ? [`(${more} older alerts are not shown)`] : [] };
}

/**
 * A summary for people.
 *
 * @param subject in one line: what was replayed
 * @param alerts a line each
 */
export function summaryText(
  { series, from, to, samples, intervalSeconds }: ReplayedSeries,
  subject: string,
  alerts: readonly string[],
  figures: readonly (readonly [name: string, text: string])[],
): string {
  return [
    series,
    `  ${formatTime(from)} to ${formatTime(to)}: ${samples.toLocaleString('en-US')} ${nounOf(samples, 'sample')}, usually one every ${formatDuration(intervalSeconds)}`,
    `  ${subject}`,
    '',
    ...alerts,
    '',
    ...figures.map(([name, text]) => `${name.padEnd(18)}${text}`),
    '',
  ].join('\n');
}
