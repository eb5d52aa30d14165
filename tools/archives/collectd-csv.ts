import { countOf } from '../../notifiers/count-of.ts';
import type { Sample } from '../../analysis/window.ts';
import { readText } from '../series/csv-series.ts';
import type { ArchivedSeries, ArchivedValues } from './archive.ts';
import { headOf, type FoundFile } from './found-files.ts';

const headBytes = 1024;

/** `memory-used-2026-11-21`, a file a day. */
export const dayFile = /^(.+)-\d{4}-\d\d-\d\d$/;
const headLine = /^epoch((?:,[\w-]+)+)$/;

/**
 * The series of collectd's csv plugin, which writes a file a day.
 *
 * @param files those of days, sorted by name
 */
export function seriesOfDayFiles(files: readonly FoundFile[]): ArchivedSeries[] {
  const found = new Map<string, string[]>();
  for (const { path, name } of files) {
    const [, series] = dayFile.exec(name)!;
    const days = found.get(series!);
    if (days) days.push(path);
    else found.set(series!, [path]);
  }
  return Array.from(found).flatMap(([name, days]) => {
    const sources = dataSourcesOf(days[0]!);
    return sources.map((source, index) => ({
      name: sources.length === 1 ? name : `${name}:${source}`,
      about: countOf(days.length, 'day'),
      read: () => valuesOf(days, index),
    }));
  });
}

/** By the first line; nothing for a file of another program. */
function dataSourcesOf(file: string): readonly string[] {
  const [line] = headOf(file, headBytes).toString().split('\n');
  return headLine.exec(line!)?.[1]?.slice(1).split(',') ?? [];
}

/**
 * The values of a data source, with rates of what collectd has written as a counter: whole numbers without a point,
 * which it writes unless StoreRates is true. write_redis stores rates.
 */
function valuesOf(files: readonly string[], source: number): ArchivedValues {
  const values: Sample[] = [];
  let isCounter = true;
  for (const file of files) {
    const lines = readText(file).split('\n');
    const column = headLine.test(lines[0]!) ? source + 1 : Number.NaN;
    for (const line of lines.slice(1)) {
      if (line === '') continue;
      const fields = line.split(',');
      const time = Number(fields[0]);
      const text = fields[column] ?? '';
      const value = text === '' ? Number.NaN : Number(text);
      isCounter &&= Number.isNaN(value) || /^-?\d+$/.test(text);
      values.push({ time: time > 0 ? time : (values.at(-1)?.time ?? 0), value });
    }
  }
  if (!isCounter || values.every(({ value }) => Number.isNaN(value))) return { values, remarks: [] };
  return { values: ratesOf(values), remarks: ['a counter, taken as its rate a second'] };
}

/** NaN where the counter was set back. */
function ratesOf(values: readonly Sample[]): Sample[] {
  let last: Sample | undefined;
  const rates: Sample[] = [];
  for (const { time, value } of values) {
    if (Number.isNaN(value) || time <= (last?.time ?? 0)) continue;
    const rate = last === undefined ? Number.NaN : (value - last.value) / (time - last.time);
    if (last !== undefined) rates.push({ time, value: rate >= 0 ? rate : Number.NaN });
    last = { time, value };
  }
  return rates;
}
