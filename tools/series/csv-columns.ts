import { OutsideError } from '../process/command-error.ts';

/** The names of the columns that are read (default: the usual names). */
export interface CsvColumnNames {
  readonly time?: string | undefined;
  readonly value?: string | undefined;
}

/** How the fields of a line are parted, and which of them are read. */
export interface CsvColumns {
  readonly separator: string;
  readonly count: number;
  readonly time: number;
  readonly value: number;
}

/** Names that columns of times have in the exports of other programs; letters of either case. */
const usualTimeNames = ['t', 'time', 'timestamp', 'ts', 'date', 'datetime', '@timestamp', 'epoch', '_time'];
/** Of wider files the columns are not looked for. */
const maxColumns = 1000;

/** The same of values; InfluxDB calls its column `_value`. */
const usualValueNames = ['value', '_value'];

/** Lines above the names: `sep=;` of a spreadsheet, and of Grafana for one, and the annotations of InfluxDB. */
const aboveHead = [/^"?sep=.?"?$/i, /^"?#(?:group|datatype|default)\b/];

/**
 * The index of the line of column names.
 *
 * @param lines of the file, at least the first five
 */
export function headIndex(lines: readonly string[]): number {
  const index = lines
    .slice(0, 5)
    .findIndex((line) => !aboveHead.some((pattern) => pattern.test(line.trim())));
  return Math.max(0, index);
}

/**
 * Finds the columns of a CSV file by its line of names. The separator is a comma, a semicolon or a tab.
 *
 * The times are in the column named so, or else in one with a usual name; the values in `value` or `_value`, or in the
 * other one of two columns.
 *
 * @param file for messages
 * @throws OutsideError
 */
export function csvColumns(head: string, names: CsvColumnNames, file: string): CsvColumns {
  const separator = separatorOf(head);
  const fields = splitLine(head, separator, maxColumns);
  const time = names.time === undefined ? usualTime(fields) : fields.indexOf(names.time);
  const value = names.value === undefined ? usualValue(fields, time) : fields.indexOf(names.value);
  const missing = [
    ...(names.time !== undefined && time < 0 ? [`--time-column ${names.time}`] : []),
    ...(names.value !== undefined && value < 0 ? [`--value-column ${names.value}`] : []),
  ];
  if (missing.length > 0) throw missingColumns(fields, missing, file);
  if (time < 0 || value < 0) throw otherHead(head, file);
  return { separator, count: fields.length, time, value };
}

/**
 * The columns of a CSV file that may have values.
 *
 * @param head its line of names
 * @param timeName the column of the times (default: one with a usual name)
 * @param file for messages
 * @throws OutsideError
 */
export function valueColumns(head: string, timeName: string | undefined, file: string): string[] {
  const fields = splitLine(head, separatorOf(head), maxColumns);
  const time = timeName === undefined ? usualTime(fields) : fields.indexOf(timeName);
  if (time >= 0) return fields.filter((_, column) => column !== time);
  if (head === '') throw emptyFile(file);
  throw timeName === undefined
    ? otherHead(head, file)
    : missingColumns(fields, [`--time-column ${timeName}`], file);
}

/** A file without a line. */
export function emptyFile(file: string): OutsideError {
  return new OutsideError(`${file}: is empty; expected the line "t,value", then a time and a value a line`);
}

function otherHead(head: string, file: string): OutsideError {
  return new OutsideError(
    `${file}:1: expected the line "t,value", not ${JSON.stringify(head.slice(0, 80))}; put it above the times and values, or name the columns by --time-column and --value-column`,
  );
}

function missingColumns(fields: readonly string[], missing: readonly string[], file: string): OutsideError {
  const shown = fields.slice(0, 20).join(', ').slice(0, 200);
  return new OutsideError(`${file}:1: has no column for ${missing.join(' and ')}; there are: ${shown}`);
}

function separatorOf(head: string): string {
  const unquoted = head.replaceAll(/"[^"]*"/g, '');
  return [';', '\t'].find((separator) => unquoted.includes(separator)) ?? ',';
}

function usualTime(fields: readonly string[]): number {
  const lowered = fields.map((field) => field.toLowerCase());
  return lowered.findIndex((field) => usualTimeNames.includes(field));
}

function usualValue(fields: readonly string[], time: number): number {
  const named = fields.findIndex((field) => usualValueNames.includes(field.toLowerCase()));
  if (named >= 0 || fields.length !== 2 || time < 0) return named;
  const other = 1 - time;
  return fields[other] === '' || Number.isFinite(Number(fields[other])) ? -1 : other;
}

/**
 * The fields of a line without spaces and quotes around them.
 *
 * @param most further fields are left out
 */
export function splitLine(line: string, separator: string, most: number): string[] {
  if (!line.includes('"')) return line.split(separator, most).map((field) => field.trim());
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      fields.push(field.trim());
      field = '';
      if (fields.length === most) return fields;
    } else field += character;
  }
  return [...fields, field.trim()];
}
