import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Sample } from '../../analysis/window.ts';
import { describeError } from '../../notifiers/error-text.ts';
import { OutsideError } from '../process/command-error.ts';
import { readText } from '../series/csv-series.ts';
import type { ArchivedSeries, ArchivedValues, ArchiveReader } from './archive.ts';

/** Folders below the one that is given: host, and plugin. */
const maxDepth = 2;
const maxFiles = 200_000;
const headBytes = 1024;

/** `memory-used-2026-11-21`, a file a day. */
const dayFile = /^(.+)-\d{4}-\d\d-\d\d$/;
const headLine = /^epoch((?:,[\w-]+)+)$/;

/** Found files of one series by its name below the folder, such as `web1/memory/memory-used`. */
type FilesOfSeries = ReadonlyMap<string, readonly string[]>;

/** A folder of collectd's csv plugin: the whole, that of a host, or that of a plugin. */
export const collectdCsv: ArchiveReader = {
  kind: "folder of collectd's csv plugin",
  recognises: ({ bytes }) => bytes === undefined,
  open({ path }) {
    const series: ArchivedSeries[] = [];
    for (const [name, files] of dayFilesOf(path)) {
      const sources = dataSourcesOf(files[0]!);
      for (const [index, source] of sources.entries()) {
        series.push({
          name: sources.length === 1 ? name : `${name}:${source}`,
          about: files.length === 1 ? '1 day' : `${files.length} days`,
          read: () => valuesOf(files, index),
        });
      }
    }
    return series.sort((a, b) => (a.name < b.name ? -1 : 1));
  },
};

/** @throws OutsideError for a folder without any */
function dayFilesOf(folder: string): FilesOfSeries {
  const found = new Map<string, string[]>();
  const others: string[] = [];
  let count = 0;
  const visit = (path: string, name: string, depth: number): void => {
    for (const entry of entriesOf(path)) {
      const below = name === '' ? entry.name : `${name}/${entry.name}`;
      if (entry.isDirectory() && depth < maxDepth) visit(join(path, entry.name), below, depth + 1);
      if (!entry.isFile()) continue;
      if (++count > maxFiles)
        throw new OutsideError(`${folder}: holds more than ${maxFiles} files; give the folder of one host`);
      const [, series] = dayFile.exec(below) ?? [];
      if (series === undefined) others.push(below);
      else found.set(series, [...(found.get(series) ?? []), join(path, entry.name)]);
    }
  };
  visit(folder, '', 0);
  if (found.size > 0) return found;
  const kept = others.find((name) => /\.(?:rrd|wsp)$/.test(name));
  const hint = kept === undefined ? '' : `; give one file of it, such as ${join(folder, kept)}`;
  throw new OutsideError(
    `${folder}: holds no files of collectd's csv plugin, such as memory/memory-used-2026-11-21${hint}`,
  );
}

/** Sorted by name, and thus by day. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new OutsideError(`${folder}: cannot be read: ${describeError(error)}`, { cause: error });
  }
}

/** By the first line; nothing for a file of another program. */
function dataSourcesOf(file: string): readonly string[] {
  const bytes = Buffer.alloc(headBytes);
  let length: number;
  try {
    const descriptor = openSync(file, 'r');
    try {
      length = readSync(descriptor, bytes);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new OutsideError(`${file}: cannot be read: ${describeError(error)}`, { cause: error });
  }
  const [line] = bytes.toString('utf8', 0, length).split('\n');
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
