import { FileRefusal, readBounded } from '../../plugins/files/bounded-file.ts';
import { OutsideError } from '../process/command-error.ts';
import { latestTime } from '../../notifiers/event/iso-time.ts';
import { SampleGate, type SeriesInput } from './series-input.ts';
import { describeError } from '../../notifiers/error-text.ts';

/** The forms in which spreadsheets and other programs write a missing number. */
const notNumbers: ReadonlySet<string> = new Set(['', 'nan', '-nan', 'null', 'inf', '+inf', '-inf']);

/**
 * Reads a series: a line `t,value`, then one such pair of numbers a line, times in seconds. Gaps (an empty value,
 * `nan`, `inf`) and lines that are not newer than the one before are left out, and counted.
 *
 * @throws OutsideError that names the file, or the line, and what is expected there
 */
export function readCsvSeries(file: string): SeriesInput {
  return parseCsvSeries(readText(file), file);
}

/** @param name for messages */
export function parseCsvSeries(text: string, name: string): SeriesInput {
  if (text.trim() === '') {
    throw new OutsideError(`${name}: is empty; expected the line "t,value", then a time and a value a line`);
  }
  const [head = '', ...lines] = text.split(/\r?\n/);
  // Trimming takes a byte order mark off as well.
  const header = head.split(',', 3).map((field) => field.trim());
  if (header.join(',') !== 't,value') {
    const cure = /[;\t]/.test(head)
      ? 'part the columns by commas, and write decimals with a point'
      : 'put it above the times and values';
    throw new OutsideError(`${name}:1: expected the line "t,value", not ${quote(head)}; ${cure}`);
  }
  const gate = new SampleGate();
  for (const [index, line] of lines.entries()) {
    if (line.trim() !== '') takeLine(gate, line, index + 2, name);
  }
  const left = gate.describe((number) => `line ${number}`);
  if (gate.samples.length === 0) {
    throw new OutsideError(`${name}: has no sample to replay${left === undefined ? '' : `; ${left}`}`);
  }
  return { name, samples: gate.samples, remarks: left === undefined ? [] : [`${name}: ${left}`] };
}

function takeLine(gate: SampleGate, line: string, number: number, name: string): void {
  const [time = '', value, ...rest] = line.split(',', 3).map((field) => field.trim());
  if (rest.length > 0 || value === undefined || !isNumber(time)) complain(line, number, name);
  if (Number(time) > latestTime) {
    throw new OutsideError(
      `${name}:${number}: expected a time in seconds, not ${time}, which looks like milliseconds or less; divide the times`,
    );
  }
  if (isNumber(value)) gate.take(Number(time), Number(value), number);
  else if (notNumbers.has(value.toLowerCase())) gate.refuse('undefined', number);
  else complain(line, number, name);
}

function complain(line: string, number: number, name: string): never {
  throw new OutsideError(
    `${name}:${number}: expected two numbers, not ${quote(line)}; mend or remove the line`,
  );
}

function isNumber(text: string): boolean {
  return text !== '' && Number.isFinite(Number(text));
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
  try {
    return readBounded(file, { maxBytes: maxCsvBytes, pipes: true }).toString();
  } catch (error) {
    if (error instanceof FileRefusal) throw new OutsideError(`${file}: ${error.message}`, { cause: error });
    throw new OutsideError(`${file}: cannot be read: ${describeError(error)}`, { cause: error });
  }
}
