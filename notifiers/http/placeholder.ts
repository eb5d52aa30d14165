import { didYouMean } from '../closest-name.ts';
import { latestTime } from '../event/iso-time.ts';
import { escapeAndCut, markups, type Markup } from './markup.ts';
import { lookUp, timeFields, type TemplateFields } from './template-fields.ts';

/** A placeholder of a template: words that say how a field is shown, and the field. */
export interface Placeholder {
  readonly field: string;
  /** True for the field as a JSON value, `null` when unknown. */
  readonly isJson: boolean;
  readonly markup?: Markup;
  readonly maxCharacters?: number;
  readonly unit?: TimeUnit;
}

/** Microseconds are as exact as a time is here. */
const inUnit = {
  seconds: (microseconds: number) => String(Math.floor(microseconds / 1e6)),
  milliseconds: (microseconds: number) => String(Math.round(microseconds / 1e3)),
  nanoseconds: (microseconds: number) => String(BigInt(microseconds) * 1000n),
};

type TimeUnit = keyof typeof inUnit;

const units = Object.keys(inUnit) as readonly TimeUnit[];

/**
 * Parses the text between two pairs of braces: `[json] [markup] [cut N] [unit of time] field`, the words in any order.
 *
 * @param known see `knownFields`
 * @returns the rule that it breaks, in words, if it is no placeholder
 */
export function parsePlaceholder(inner: string, known: readonly string[]): Placeholder | string {
  const words = inner.trim().split(/\s+/);
  const field = words.pop()!;
  let found: Placeholder = { field, isJson: false };
  for (let index = 0; index < words.length; index++) {
    const word = words[index]!;
    let more: Partial<Placeholder>;
    if (word === 'json') more = { isJson: true };
    else if (isOneOf(word, markups)) more = { markup: word };
    else if (isOneOf(word, units)) more = { unit: word };
    else if (word === 'cut') {
      const count = words[++index] ?? '';
      if (!/^[1-9]\d{0,5}$/.test(count))
        return `${quoted(inner)}: cut needs a number of characters, as in cut 100`;
      more = { maxCharacters: Number(count) };
    } else
      return `${quoted(inner)}: there is no word ${quoted(word)}${didYouMean(word, ['json', 'cut', ...markups, ...units])}`;
    const [name] = Object.keys(more) as [keyof Placeholder];
    if (found[name] !== undefined && found[name] !== false)
      return `${quoted(inner)}: ${word} is one too many`;
    found = { ...found, ...more };
  }
  if (!known.includes(field) && !/^details\.\w+$/.test(field))
    return `there is no field ${quoted(field)}${suggestion(field, known)}`;
  if (found.unit !== undefined && !timeFields.has(field))
    return `${quoted(inner)}: ${found.unit} needs a time, one of ${[...timeFields.keys()].join(', ')}`;
  return found;
}

/** The field as text; empty when unknown, but `null` with the word `json`. */
export function placeholderText(placeholder: Placeholder, fields: TemplateFields): string {
  if (placeholder.isJson) return placeholderJson(placeholder, fields);
  return textOf(placeholder, fields) ?? '';
}

/** The field as a JSON value; `null` when unknown. */
export function placeholderJson(placeholder: Placeholder, fields: TemplateFields): string {
  const { field, unit, markup, maxCharacters } = placeholder;
  if (unit !== undefined) return timeIn(unit, field, fields) ?? 'null';
  if (markup === undefined && maxCharacters === undefined)
    return JSON.stringify(lookUp(fields, field) ?? null);
  return JSON.stringify(textOf(placeholder, fields) ?? null);
}

function textOf(
  { field, unit, markup, maxCharacters }: Placeholder,
  fields: TemplateFields,
): string | undefined {
  if (unit !== undefined) return timeIn(unit, field, fields);
  const value = lookUp(fields, field);
  if (value === undefined) return undefined;
  return escapeAndCut(typeof value === 'string' ? value : JSON.stringify(value), markup, maxCharacters);
}

/** The years 1970 to 9999, as in ISO times; NaN is 1970. */
function timeIn(unit: TimeUnit, field: string, fields: TemplateFields): string | undefined {
  const seconds = lookUp(fields, timeFields.get(field)!);
  if (typeof seconds !== 'number') return undefined;
  return inUnit[unit](Math.round(Math.min(Math.max(seconds || 0, 0), latestTime) * 1e6));
}

function isOneOf<Word extends string>(word: string, words: readonly Word[]): word is Word {
  return (words as readonly string[]).includes(word);
}

/** The end of the name may be right, and what stands before it missing. */
function suggestion(field: string, known: readonly string[]): string {
  const whole = known.find((name) => name.endsWith(`.${field}`));
  return whole === undefined ? didYouMean(field, known) : `; did you mean ${whole}?`;
}

/** Cut, because it may hold a secret that got there by mistake. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
