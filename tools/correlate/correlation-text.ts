import { formatDuration } from '../../notifiers/event/alert-units.ts';
import { nameBeside } from '../../notifiers/event/event-source.ts';
import { formatLocalTime } from '../../notifiers/event/iso-time.ts';
import { changeText, nameOfMoved } from '../../notifiers/event/related-text.ts';
import { replaceUnprintable } from '../../notifiers/printable.ts';
import { textTable } from '../report/readable.ts';
import { sparkline } from '../watch/drawings.ts';
import type { Glyphs } from '../watch/glyphs.ts';
import type { ComparedSeries, Correlation } from './correlation.ts';

/** Rows of each table, at most. */
const [maxMoved, maxUnsure] = [20, 5];
const minPlotWidth = 20;
/** The smallest chance that a table has digits for. */
const leastExpected = 0.001;

/** The correlation for people: a table of the series that moved, and the ways of the first ones below each other. */
export function correlationText(correlation: Correlation, glyphs: Glyphs, columns: number): string {
  const { series, from, to, maxLagSeconds, isComparable, moved, unsure, remarks } = correlation;
  const lines = [
    `${series.join(' + ')}, ${formatLocalTime(from)} to ${formatLocalTime(to)}`,
    `${comparedText(correlation)}, up to ${formatDuration(maxLagSeconds)} before and after`,
    '',
    ...(isComparable ? movedLines(correlation) : ['it has too few samples to compare, or did not change']),
    ...(moved.length > 0 ? ['', ...plot(correlation, glyphs, columns)] : []),
    ...(isComparable && unsure.length > 0
      ? [
          '',
          'By chance, others turn at that time as well; perhaps:',
          ...table(unsure.slice(0, maxUnsure), correlation),
        ]
      : []),
    ...(remarks.length > 0 ? ['', ...remarks] : []),
  ];
  return lines.map((line) => `${replaceUnprintable(line, '?')}\n`).join('');
}

function comparedText({ host, isEveryHost, looked, of }: Correlation): string {
  const where = isEveryHost ? 'all hosts' : host;
  return looked < of
    ? `compared with ${looked} of ${of} other series of ${where}`
    : `compared with ${looked} other series of ${where}`;
}

function movedLines(correlation: Correlation): string[] {
  const { moved } = correlation;
  if (moved.length === 0) return ['nothing moved with it'];
  const more = moved.length > maxMoved ? [`and ${moved.length - maxMoved} more`] : [];
  return ['moved with it:', ...table(moved.slice(0, maxMoved), correlation), ...more];
}

function table(some: readonly ComparedSeries[], { host }: Correlation): string[] {
  const rows = some.map((one) => [
    nameOfMoved(one, host),
    changeText(one),
    one.correlation.toFixed(2),
    one.expected < leastExpected ? `< ${leastExpected}` : one.expected.toFixed(3),
  ]);
  return textTable([['series', 'change', 'r', 'by chance'], ...rows], new Set([2, 3])).map(
    (line) => `  ${line}`,
  );
}

/** Each series over the same time, from its lowest to its highest value. */
function plot(
  { series, samples, drawn, host, from, to }: Correlation,
  glyphs: Glyphs,
  columns: number,
): string[] {
  const own = series[0]!;
  const rows = [
    { name: nameBeside(own, host), samples },
    ...drawn.map((one) => ({ name: nameOfMoved(one.series, host), samples: one.samples })),
  ];
  const labelWidth = Math.max(...rows.map(({ name }) => name.length));
  const width = Math.max(minPlotWidth, columns - labelWidth - 4);
  return rows.map(({ name, samples: some }) => {
    const spark = sparkline({ samples: some, from, to, forecast: undefined, limit: undefined }, width, {
      ...glyphs,
      now: '',
    });
    return `  ${name.padEnd(labelWidth)}  ${spark.trimEnd()}`;
  });
}
