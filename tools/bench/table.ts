import type { BenchResult, Measured, Timing } from './bench.ts';
import { textTable } from '../report/readable.ts';
import type { SeriesSize } from './memory-cost.ts';

const names = {
  'step-climb': 'a step, climb, everything computed',
  'step-quiet': 'a step, quiet series far from the limit',
  'step-quiet-in-turn': 'a step, many quiet series in turn',
  exhaustion: 'time to exhaustion, climb',
  'verdict-climb': 'a verdict, features and decision, climb',
  'verdict-quiet': 'a verdict, features and decision, quiet series',
  decision: 'a decision alone',
  'anomaly-climb': 'a judgement of an ensemble, climb',
  'anomaly-quiet': 'a judgement of an ensemble, quiet series',
  correlate: 'a series compared with one that moved',
} as const satisfies Record<Exclude<Measured, 'forecast'>, string>;

/** The result for people, in lines. */
export function formatBench({ timings, size, featuresSize, ensembleSize, garbage }: BenchResult): string[] {
  const times = textTable(
    [['', 'microseconds', 'yardsticks', 'goal', ''], ...timings.map(timingRow)],
    new Set([1, 2, 3]),
  );
  const bytes = textTable(
    [
      ['', 'bytes', ''],
      ...sizeRows('a series keeps', size),
      ...sizeRows('its features for a detector keep', featuresSize),
      ...sizeRows('a series of an ensemble keeps', ensembleSize),
      ['a step allocates, climb', wholeNumber(garbage.climb), 'growth of the heap and what collections took'],
      ['a step allocates, quiet series', wholeNumber(garbage.quiet), 'likewise'],
    ],
    new Set([1]),
  );
  return [
    'A horizon of 60 s, a sample a second. Medians; a yardstick is the median of 66 slopes, measured beside each.',
    '',
    ...times,
    '',
    ...bytes,
  ];
}

function sizeRows(what: string, { heapBytes, bufferBytes, series, approximate }: SeriesSize): string[][] {
  const about = approximate ? 'about ' : '';
  return [
    [`${what} on the heap`, about + wholeNumber(heapBytes), `mean of ${series}`],
    [`${what} in typed arrays`, about + wholeNumber(bufferBytes), `mean of ${series}`],
  ];
}

function timingRow(timing: Timing): string[] {
  const { microseconds, yardsticks, goal } = timing;
  return [
    nameOf(timing),
    threeDigits(microseconds),
    threeDigits(yardsticks),
    goal === undefined ? '' : String(goal),
    remarkOn(timing),
  ];
}

function remarkOn({ measured, microseconds, goal }: Timing): string {
  const isVerdict = measured === 'decision' || /^(?:verdict|anomaly)-/.test(measured);
  const rate = isVerdict ? [`${wholeNumber(1e6 / microseconds)} a second`] : [];
  const reached = goal === undefined ? [] : [microseconds < goal ? 'reached' : 'missed'];
  return [...reached, ...rate].join(', ');
}

function nameOf({ measured, forecaster, samples }: Timing): string {
  return measured === 'forecast' ? `a forecast of ${forecaster}, ${samples} samples` : names[measured];
}

function threeDigits(number: number): string {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.max(number, 1e-3))));
  return number.toFixed(digits);
}

function wholeNumber(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
