import type { SeriesPast } from '../outlook/series-past.ts';
import type { Row } from '../outlook/row.ts';
import { clockText, shortAmount } from '../outlook/amounts.ts';
import { binned } from './drawings.ts';
import type { Glyphs } from './glyphs.ts';

/** Width of the labels at the left. */
const labelWidth = 7;

/**
 * Plots a series with its limit, the interval that was predicted one horizon before, and the one that is predicted now.
 *
 * @param width of the screen
 * @param height lines, the one with the times included; at least 3
 * @param now epoch seconds
 */
export function plotLines(
  { samples, forecasts, limits, from, to }: SeriesPast,
  { details, unit }: Pick<Row, 'details' | 'unit'>,
  { width, height, now, glyphs }: { width: number; height: number; now: number; glyphs: Glyphs },
): string[] {
  const { limit, forecast } = details;
  const columns = width - labelWidth - 1;
  const lines = height - 1;
  const newest = samples.at(-1);
  if (!newest || columns < 10 || lines < 2) return [];
  const columnOf = (time: number): number =>
    Math.max(0, Math.min(columns - 1, Math.floor(((time - from) / (to - from)) * columns)));
  const past = binned(samples, from, to, columns);
  const bands = bandsOf(
    forecasts.filter(({ time }) => time >= from),
    columnOf,
    columns,
  );
  const ahead = aheadOf(newest, forecast, to);
  for (let column = columnOf(newest.time) + 1; column < columns; column++) {
    const time = from + ((column + 0.5) * (to - from)) / columns;
    past[column] = undefined;
    bands[column] = ahead && ahead(time);
  }
  const limitAt = limitsByColumn(limits, limit, from, to, columns);
  const values = [
    ...limitAt.filter((value) => value !== undefined),
    ...past.filter((value) => value !== undefined),
    ...bands.flatMap((band) => (band ? [band.lower, band.upper] : [])),
  ];
  const [lowest, highest] = [Math.min(...values), Math.max(...values)];
  const range = highest - lowest || Math.abs(highest) || 1;
  const lineOf = (value: number): number => Math.round(((highest - value) / range) * (lines - 1));
  const grid = Array.from({ length: lines }, () => Array.from({ length: columns }, () => ' '));
  const put = (line: number, column: number, glyph: string): void => {
    const row = grid[Math.max(0, Math.min(lines - 1, line))]!;
    row[column] = glyph;
  };
  for (const [column, band] of bands.entries()) {
    if (!band) continue;
    for (let line = lineOf(band.upper); line <= lineOf(band.lower); line++) put(line, column, glyphs.band);
  }
  for (const [column, value] of limitAt.entries())
    if (value !== undefined) put(lineOf(value), column, glyphs.limit);
  for (const [column, band] of bands.entries())
    if (band?.value !== undefined) put(lineOf(band.value), column, glyphs.way);
  for (const [column, value] of past.entries())
    if (value !== undefined) put(lineOf(value), column, glyphs.sample);
  const labels = labelsOf([highest, lowest, limit], lineOf, unit);
  const drawn = grid.map(
    (row, line) => `${(labels.get(line) ?? '').padStart(labelWidth)} ${row.join('').trimEnd()}`,
  );
  return [...drawn, timeLine(from, now, to, columnOf, columns)];
}

/** The limit of each column: the one of then where it has changed, and else the present one. */
function limitsByColumn(
  limits: SeriesPast['limits'],
  limit: number | undefined,
  from: number,
  to: number,
  columns: number,
): (number | undefined)[] {
  const known = binned(limits, from, to, columns);
  let present = limits[0]?.value ?? limit;
  const last = known.findLastIndex((value) => value !== undefined);
  return known.map((value, column) => {
    present = column > last ? (limit ?? present) : (value ?? present);
    return present;
  });
}

interface Band {
  readonly lower: number;
  readonly upper: number;
  /** The expected value; undefined for what was predicted earlier. */
  readonly value?: number | undefined;
}

/** The mean interval of each column. */
function bandsOf(
  forecasts: SeriesPast['forecasts'],
  columnOf: (time: number) => number,
  columns: number,
): (Band | undefined)[] {
  const bands: (Band | undefined)[] = Array.from({ length: columns });
  for (const { time, lower, upper } of forecasts) {
    const column = columnOf(time);
    const known = bands[column];
    bands[column] = known
      ? { lower: Math.min(known.lower, lower), upper: Math.max(known.upper, upper) }
      : { lower, upper };
  }
  return bands;
}

/** The way from the newest sample to the forecast, by time; undefined without a forecast. */
function aheadOf(
  newest: { readonly time: number; readonly value: number },
  forecast: Row['details']['forecast'],
  to: number,
): ((time: number) => Band) | undefined {
  if (!forecast) return undefined;
  const { value, lower, upper } = forecast;
  const middle = value ?? ((lower ?? 0) + (upper ?? 0)) / 2;
  return (time) => {
    const share = Math.min(1, Math.max(0, (time - newest.time) / (to - newest.time)));
    const along = (end: number): number => newest.value + share * (end - newest.value);
    return { lower: along(lower ?? middle), upper: along(upper ?? middle), value: along(middle) };
  };
}

/** The amounts beside the lines; the limit last, so that it is there where two would share a line. */
function labelsOf(
  amounts: readonly (number | undefined)[],
  lineOf: (value: number) => number,
  unit: Row['unit'],
): ReadonlyMap<number, string> {
  return new Map(
    amounts.flatMap((amount) =>
      amount === undefined ? [] : [[lineOf(amount), shortAmount(amount, unit)] as const],
    ),
  );
}

/** The times beneath: of the beginning, of now, and of the end. */
function timeLine(
  from: number,
  now: number,
  to: number,
  columnOf: (time: number) => number,
  columns: number,
): string {
  const [first, present, last] = [from, now, to].map((time) => clockText(time, now));
  let line = first!;
  const put = (text: string, column: number): void => {
    const start = Math.min(column, columns - text.length);
    if (start > line.length) line = line.padEnd(start) + text;
  };
  if (columnOf(now) + present!.length + 1 < columns - last!.length) put(present!, columnOf(now));
  else put(present!, Math.max(first!.length + 1, columns - last!.length - present!.length - 1));
  put(last!, columns);
  return ' '.repeat(labelWidth + 1) + line.slice(0, columns);
}
