import type { AlertEvent } from '../event/alert-event.ts';
import { formatEventJson } from '../event/event-json.ts';
import { replaceUnprintable } from '../printable.ts';
import { cloudEventContentType, formatCloudEvent } from './cloud-event.ts';
import { formatCollectdNotification } from './collectd-notification.ts';
import { placeholderJson, placeholderText } from './placeholder.ts';
import { fillTemplate, parseTemplate, TemplateError, type TemplatePart } from './template.ts';
import type { TemplateFields } from './template-fields.ts';

/** A parsed template, ready to be filled in with the fields of an event. */
export type BodyTemplate = (fields: TemplateFields) => string;

interface TemplateFormat {
  readonly contentType: string;
  /** @throws TemplateError */
  readonly parse: (text: string, known: readonly string[]) => BodyTemplate;
}

/** Formats whose text is a template. */
export const templateFormats = {
  template: { contentType: 'application/json', parse: jsonTemplate },
  ndjson: { contentType: 'application/x-ndjson', parse: ndjsonTemplate },
  form: { contentType: 'application/x-www-form-urlencoded', parse: formTemplate },
  text: { contentType: 'text/plain; charset=utf-8', parse: textTemplate },
  lines: { contentType: 'text/plain; charset=utf-8', parse: linesTemplate },
} satisfies Readonly<Record<string, TemplateFormat>>;

/** Formats that have all fields of an event, or no body at all. */
export const fixedFormats = {
  json: {
    contentType: 'application/json',
    format: (event: AlertEvent) => JSON.stringify(formatEventJson(event)),
  },
  cloudevents: {
    contentType: cloudEventContentType,
    format: (event: AlertEvent) => JSON.stringify(formatCloudEvent(event)),
  },
  write_http: {
    contentType: 'application/json',
    format: (event: AlertEvent) => JSON.stringify(formatCollectdNotification(event)),
  },
  none: { contentType: undefined, format: () => undefined },
};

export type BodyFormat = keyof typeof templateFormats | keyof typeof fixedFormats;

/** True for a format whose text is a template. */
export function isTemplateFormat(format: BodyFormat): format is keyof typeof templateFormats {
  return Object.hasOwn(templateFormats, format);
}

/**
 * Within quotes, a value is escaped text; elsewhere it is a JSON value of its own, `null` when unknown.
 *
 * A template that makes valid JSON of the sample does so for every event: no value can end a string.
 */
function jsonTemplate(text: string, known: readonly string[]): BodyTemplate {
  let isInString = false;
  const places = parseTemplate(text, known).map((part) => {
    if (typeof part === 'string') isInString = endsInString(part, isInString);
    return { part, isInString };
  });
  const fill = (put: (part: Exclude<TemplatePart, string>, isQuoted: boolean) => string): string =>
    places
      .map(({ part, isInString: isQuoted }) => (typeof part === 'string' ? part : put(part, isQuoted)))
      .join('');
  try {
    // No escape of JSON begins with x, and no number with null.
    JSON.parse(fill((_part, isQuoted) => (isQuoted ? 'x' : 'null')));
  } catch {
    throw new TemplateError('does not make valid JSON');
  }
  return (fields) =>
    fill((part, isQuoted) =>
      isQuoted ? JSON.stringify(placeholderText(part, fields)).slice(1, -1) : placeholderJson(part, fields),
    );
}

function endsInString(json: string, startsInString: boolean): boolean {
  let isInString = startsInString;
  for (let index = 0; index < json.length; index++) {
    if (json[index] === '"') isInString = !isInString;
    else if (json[index] === '\\' && isInString) index++;
  }
  return isInString;
}

function ndjsonTemplate(text: string, known: readonly string[]): BodyTemplate {
  const lines = text.split(/\r?\n/).map((line, index) => {
    if (line.trim() === '') return undefined;
    return atLine(index + 1, () => jsonTemplate(line, known));
  });
  const filled = lines.filter((line) => line !== undefined);
  if (filled.length === 0) throw new TemplateError('is empty');
  return (fields) => filled.map((line) => `${line(fields)}\n`).join('');
}

/** One `name=value` a line, both escaped; a line that begins with a space goes on with the value before. */
function formTemplate(text: string, known: readonly string[]): BodyTemplate {
  const pairs: { name: string; value: string; line: number }[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [, name, value] = /^([^=\s{}][^={}]*)=(.*)$/.exec(line) ?? [];
    const last = pairs.at(-1);
    if (name !== undefined) pairs.push({ name: name.trim(), value: value!, line: index + 1 });
    else if (line.startsWith(' ') && last !== undefined) last.value += `\n${line.slice(1)}`;
    else if (line.trim() !== '')
      throw new TemplateError(`line ${index + 1}: a form has one name=value a line`);
  }
  if (pairs.length === 0) throw new TemplateError('is empty');
  const parsed = pairs.map(({ name, value, line }) => {
    const parts = atLine(line, () => parseTemplate(value, known), name.length + 1);
    return { name, parts };
  });
  return (fields) =>
    new URLSearchParams(
      parsed.map(({ name, parts }): [string, string] => [
        name,
        fillTemplate(parts, fields, (filled) => filled),
      ]),
    ).toString();
}

function textTemplate(text: string, known: readonly string[]): BodyTemplate {
  const parts = parseTemplate(text.replace(/\r?\n$/, ''), known);
  return (fields) => fillTemplate(parts, fields, (filled) => filled);
}

/** No value can begin a line of its own. */
function linesTemplate(text: string, known: readonly string[]): BodyTemplate {
  const parts = parseTemplate(`${text.replace(/(\r?\n)+$/, '')}\n`, known);
  return (fields) => fillTemplate(parts, fields, (filled) => replaceUnprintable(filled, ' '));
}

/**
 * Parses a part of a template, and moves the place in an error to that in the whole text.
 *
 * @param columnsBefore the columns before the part; on its further lines, there is one space
 */
function atLine<Result>(line: number, parse: () => Result, columnsBefore = 0): Result {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const moved = error.message.replace(
      /^line (\d+), column (\d+)/,
      (_place, inner: string, column: string) =>
        `line ${line + Number(inner) - 1}, column ${Number(column) + (inner === '1' ? columnsBefore : 1)}`,
    );
    throw new TemplateError(moved === error.message && line > 1 ? `line ${line}: ${moved}` : moved);
  }
}
