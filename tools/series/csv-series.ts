import { statSync } from 'node:fs';
import type { Sample } from '../../analysis/window.ts';
import { FileRefusal, readBounded } from '../../plugins/files/bounded-file.ts';
import { OutsideError } from '../process/command-error.ts';
import { csvColumns, emptyFile, headIndex, splitLine, type CsvColumnNames } from './csv-columns.ts';
import { CsvTimes } from './csv-time.ts';
import { SampleGate, type SeriesInput } from './series-input.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** The forms in which spreadsheets and other programs write a missing number. */
const notNumbers: ReadonlySet<string> = new Set(['', 'nan', '-nan', 'null', 'inf', '+inf', '-inf']);

/**
 * Reads a series from CSV: a line of column names, then a time and a value a line. Gaps (an empty value, `nan`, `inf`)
 * and lines that are not newer than the one before are left out, and counted.
 *
 * @throws OutsideError that names the file, or the line, and what is expected there
 */
export function readCsvSeries(file: string, names: CsvColumnNames = {}): SeriesInput {
  return parseCsvSeries(readText(file), file, names);
}

/** @param name for messages */
export function parseCsvSeries(text: string, name: string, names: CsvColumnNames = {}): SeriesInput {
  if (text.trim() === '') throw emptyFile(name);
  // A byte order mark.
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const first = headIndex(lines);
  const columns = csvColumns(lines[first] ?? '', names, name);
  const times = new CsvTimes();
  const gate = new SampleGate();
  for (const [index, line] of lines.entries()) {
    if (index <= first || line.trim() === '') continue;
    const fields = splitLine(line, columns.separator, columns.count + 1);
    const [timeText, valueText] = [columns.time, columns.value].map((column) =>
      withPoint(fields[column] ?? '', columns.separator),
    );
    const time = times.parse(timeText!);
    const value = valueOf(valueText!);
    if (fields.length !== columns.count || Number.isNaN(time) || value === undefined) {
      throw new OutsideError(
        `${name}:${index + 1}: expected a time and a number, not ${quote(line)}; mend or remove the line${timeForms(fields.length === columns.count, time, timeText!)}`,
      );
    }
    if (Number.isNaN(value)) gate.refuse('undefined', index + 1);
    else gate.take(time, value, index + 1);
  }
  const left = gate.describe((number) => `line ${number}`);
  if (gate.samples.length === 0) {
    throw new OutsideError(`${name}: has no sample to replay${left === undefined ? '' : `; ${left}`}`);
  }
  if (areDays(gate.samples))
    throw new OutsideError(
      `${name}: its times, such as ${gate.samples[0]!.time}, seem to be days, as spreadsheets count them; format the column as yyyy-mm-dd hh:mm:ss, and save it again`,
    );
  return { name, samples: gate.samples, remarks: left === undefined ? [] : [`${name}: ${left}`] };
}

/**
 * True for times that are the days of a spreadsheet, counted since 1899: of the years 1970 to 2100, and parts of a day
 * apart. As seconds they would be hundredths apart, or less.
 */
function areDays(samples: readonly Sample[]): boolean {
  const [from, to] = [samples[0]!.time, samples.at(-1)!.time];
  const perStep = (to - from) / (samples.length - 1);
  return from >= 25_569 && to <= 73_415 && perStep > 0 && perStep < 0.05;
}

/** The forms of a time, where there is one in another form. */
function timeForms(isWhole: boolean, time: number, text: string): string {
  const isOther = Number.isNaN(time) && !notNumbers.has(text.toLowerCase()) && Number.isNaN(Number(text));
  return isWhole && isOther ? '; a time is seconds since 1970, or like 2026-11-14 03:12:00' : '';
}

/** A comma is a decimal point where it parts no columns. */
function withPoint(field: string, separator: string): string {
  return separator === ',' ? field : field.replace(',', '.');
}

/** NaN for a gap; undefined for what is no number. */
function valueOf(field: string): number | undefined {
  if (notNumbers.has(field.toLowerCase())) return Number.NaN;
  const number = Number(field);
  return Number.isFinite(number) ? number : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}

/** Some million samples: what is longer would not fit into memory once it is read. */
const maxCsvBytes = 128 * 2 ** 20;

/**
 * Reads a text file, or a pipe such as `/dev/stdin`.
 *
 * @throws OutsideError when the file cannot be read, or is too long
 */
export function readText(file: string): string {
  return readBytes(file).toString();
}

/** The way to a part of a file that can be read. A pipe has to be a file before. */
function shorter(file: string): string {
  const name = statSync(file, { throwIfNoEntry: false })?.isFile() === true ? file : 'FILE';
  return `; give a shorter part, of CSV for one its newest: (head -n 1 ${name}; tail -c 100M ${name} | tail -n +2) > part.csv`;
}

/** The same for a file that may be binary. */
export function readBytes(file: string): Buffer {
  try {
    return readBounded(file, { maxBytes: maxCsvBytes, pipes: true });
  } catch (error) {
    if (error instanceof FileRefusal)
      throw new OutsideError(`${file}: ${error.message}${error.isTooLong ? shorter(file) : ''}`, {
        cause: error,
      });
    throw new OutsideError(`${file}: cannot be read: ${describeError(error)}`, { cause: error });
  }
}
