import { textTable } from '../report/readable.ts';
import type { BurstResult } from './burst.ts';

/** The result for people, in lines. */
export function formatBurst(result: BurstResult): string[] {
  const { series, burst, alerts, lagSeconds, residentBytes, screenedSeconds } = result;
  return [
    'Series of one sample every 10 s in a Redis of their own, of which some begin to climb in the same moment.',
    '',
    ...textTable(
      [
        ['series', whole(series)],
        ['climb', whole(burst)],
        ['alerts', whole(alerts)],
        [
          'lag of an alert behind its sample, median / longest (goal 10)',
          `${lagSeconds.median.toFixed(2)} / ${lagSeconds.longest.toFixed(2)} s`,
        ],
        ['resident before', megabytes(residentBytes.before)],
        ['resident at most', megabytes(residentBytes.most)],
        ['resident afterwards', megabytes(residentBytes.after)],
        [
          'all screened again after',
          screenedSeconds === undefined ? 'never' : `${screenedSeconds.toFixed(0)} s`,
        ],
      ],
      new Set([1]),
    ),
  ];
}

function megabytes(bytes: number): string {
  return `${whole(bytes / 1e6)} MB`;
}

function whole(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
