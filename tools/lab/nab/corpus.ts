import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { OutsideError } from '../../process/command-error.ts';
import type { LabelledFile, ScoredFile } from './scoring-rule.ts';

/** A file of the benchmark with its data. */
export interface CorpusFile extends LabelledFile {
  /** Epoch seconds, as if the times of the file were in UTC. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** `2014-07-01 00:00:00`, without fractions: labels have some, data have none. */
const timeLength = 19;

/**
 * Reads the data of a checkout of the benchmark with the windows of its labels.
 *
 * @throws OutsideError when it is not one
 */
export function readCorpus(checkout: string): CorpusFile[] {
  const file = join(checkout, 'labels', 'combined_windows.json');
  const labels = JSON.parse(readText(file)) as Record<string, readonly (readonly [string, string])[]>;
  return Object.entries(labels).map(([name, windows]) => {
    const rows = readRows(join(checkout, 'data', name));
    const places = new Map<string, number>();
    for (const [index, [time]] of rows.entries())
      if (!places.has(timeOf(time))) places.set(timeOf(time), index);
    const placeOf = (time: string): number => {
      const place = places.get(timeOf(time));
      if (place === undefined) throw new OutsideError(`${file}: ${name} has no row at ${time}`);
      return place;
    };
    return {
      name,
      rows: rows.length,
      windows: windows.map(([first, last]) => [placeOf(first), placeOf(last)] as const),
      times: Float64Array.from(rows, ([time]) => Date.parse(`${timeOf(time).replace(' ', 'T')}Z`) / 1000),
      values: Float64Array.from(rows, ([, value]) => Number(value)),
    };
  });
}

/**
 * Reads the scores of a detector from the results that the checkout has.
 *
 * @throws OutsideError
 */
export function readResults(checkout: string, detector: string, corpus: readonly CorpusFile[]): ScoredFile[] {
  return corpus.map((file) => {
    const path = join(
      checkout,
      'results',
      detector,
      dirname(file.name),
      `${detector}_${basename(file.name)}`,
    );
    const rows = readRows(path, 'anomaly_score');
    if (rows.length !== file.rows)
      throw new OutsideError(`${path}: has ${rows.length} rows, and its data ${file.rows}`);
    return { ...file, scores: Float64Array.from(rows, ([, score]) => Number(score)) };
  });
}

/** The published scores, by detector and profile. @throws OutsideError */
export function readPublished(checkout: string): Record<string, Record<string, number>> {
  return JSON.parse(readText(join(checkout, 'results', 'final_results.json'))) as Record<
    string,
    Record<string, number>
  >;
}

/** The published threshold of each detector and profile. @throws OutsideError */
export function readThresholds(checkout: string): Record<string, Record<string, { threshold: number }>> {
  return JSON.parse(readText(join(checkout, 'config', 'thresholds.json'))) as Record<
    string,
    Record<string, { threshold: number }>
  >;
}

/** The detectors whose results the checkout has. */
export function detectorsOf(checkout: string): string[] {
  const folder = join(checkout, 'results');
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

function timeOf(text: string): string {
  return text.slice(0, timeLength);
}

/** The first column and another one of each row. @param column a name (default: the second) */
function readRows(file: string, column?: string): (readonly [string, string])[] {
  const [head = '', ...lines] = readText(file).trimEnd().split(/\r?\n/);
  const place = column === undefined ? 1 : head.split(',').indexOf(column);
  if (place < 1) throw new OutsideError(`${file}: has no column ${column}`);
  return lines.map((line) => {
    const fields = line.split(',');
    return [fields[0] ?? '', fields[place] ?? ''] as const;
  });
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new OutsideError(
      `${file}: cannot be read; --data is a checkout of https://github.com/numenta/NAB`,
      { cause: error },
    );
  }
}
