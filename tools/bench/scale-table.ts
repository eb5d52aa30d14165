import { textTable } from '../report/readable.ts';
import type { ScaleResult } from './scale.ts';

/** The results for people, in lines. */
export function formatScale(results: readonly ScaleResult[]): string[] {
  const head = [
    'series',
    'all predicted after',
    'one core',
    'resident',
    'kB a series',
    'a round',
    'lag, median / p99',
    'longest stall',
    'series a core second',
    'C program',
    'ratio',
  ];
  return [
    'Series of one sample every 10 s in a Redis of their own, of which 60 are kept. The C program reads the newest 20 of each and fits a line.',
    '',
    ...textTable([head, ...results.map(row)], new Set(head.keys())),
  ];
}

function row(one: ScaleResult): string[] {
  const { series, startSeconds, coreShare, residentBytes, perCoreSecond, lagSeconds, stalls, roundSeconds } =
    one;
  const yardstick = one.cSeriesPerSecond;
  return [
    whole(series),
    startSeconds === undefined ? 'never' : `${startSeconds.toFixed(1)} s`,
    `${(100 * coreShare).toFixed(1)} %`,
    `${whole(residentBytes / 1e6)} MB`,
    (residentBytes / 1e3 / series).toFixed(1),
    roundSeconds === undefined ? '?' : `${roundSeconds.toFixed(3)} s`,
    `${lagSeconds.median.toFixed(2)} / ${lagSeconds.p99.toFixed(2)} s`,
    `${(1000 * stalls.longest).toFixed(0)} ms`,
    whole(perCoreSecond),
    yardstick === undefined ? 'no gcc with hiredis' : `${whole(yardstick)} a second`,
    yardstick === undefined ? '' : (perCoreSecond / yardstick).toFixed(3),
  ];
}

function whole(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
