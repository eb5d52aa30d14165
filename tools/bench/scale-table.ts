import { textTable } from '../report/readable.ts';
import type { ScaleResult } from './scale.ts';

/** The results for people, in lines: a column for each number of series. */
export function formatScale(results: readonly ScaleResult[]): string[] {
  const rows = measures.map(([name, of]) => [name, ...results.map(of)]);
  return [
    'Series of one sample every 10 s in a Redis of their own, of which 60 are kept. The C program reads the newest 20 of each',
    'and fits a line; Prometheus answers count(predict_linear(m[20s],60)) over as many series in its own storage.',
    '',
    ...textTable(rows, new Set(results.map((_, index) => index + 1))),
  ];
}

const measures: readonly (readonly [name: string, of: (one: ScaleResult) => string])[] = [
  ['series', ({ series }) => whole(series)],
  [
    'all predicted after',
    ({ startSeconds }) => (startSeconds === undefined ? 'never' : `${startSeconds.toFixed(1)} s`),
  ],
  ['of one core', ({ coreShare }) => `${(100 * coreShare).toFixed(1)} %`],
  ['resident', ({ residentBytes }) => `${whole(residentBytes / 1e6)} MB`],
  ['resident, a series', ({ residentBytes, series }) => `${(residentBytes / 1e3 / series).toFixed(1)} kB`],
  ['a round', ({ roundSeconds }) => (roundSeconds === undefined ? '?' : `${roundSeconds.toFixed(3)} s`)],
  [
    'lag, median / 99th percentile',
    ({ lagSeconds }) => `${lagSeconds.median.toFixed(2)} / ${lagSeconds.p99.toFixed(2)} s`,
  ],
  [
    'stall of the event loop, longest / 99th percentile',
    ({ stalls }) => `${milliseconds(stalls.longest)} / ${milliseconds(stalls.p99)} ms`,
  ],
  ['read and judged, a core second', ({ perCoreSecond }) => whole(perCoreSecond)],
  ['judging alone, a second', ({ judgedPerSecond }) => whole(judgedPerSecond)],
  [
    'C program, a second',
    ({ cSeriesPerSecond }) =>
      cSeriesPerSecond === undefined ? 'no gcc with libhiredis-dev' : whole(cSeriesPerSecond),
  ],
  [
    'Prometheus, a second',
    ({ prometheusPerSecond }) =>
      prometheusPerSecond === undefined ? 'no package prometheus' : whole(prometheusPerSecond),
  ],
  [
    'read and judged, of the C program (goal 1)',
    ({ perCoreSecond, cSeriesPerSecond }) => ratio(perCoreSecond, cSeriesPerSecond),
  ],
  [
    'read and judged, of Prometheus (goal 0.6)',
    ({ perCoreSecond, prometheusPerSecond }) => ratio(perCoreSecond, prometheusPerSecond),
  ],
  [
    'judging alone, of Prometheus (goal 3)',
    ({ judgedPerSecond, prometheusPerSecond }) => ratio(judgedPerSecond, prometheusPerSecond),
  ],
];

function ratio(ours: number, theirs: number | undefined): string {
  return theirs === undefined || Number.isNaN(ours) ? '' : (ours / theirs).toFixed(2);
}

function milliseconds(seconds: number): string {
  return (1000 * seconds).toFixed(0);
}

/** A measurement that is shorter than the ten seconds between two samples may have seen none. */
function whole(number: number): string {
  return Number.isNaN(number) ? '?' : Math.round(number).toLocaleString('en-US');
}
