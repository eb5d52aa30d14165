import { parsePlaceholder, placeholderText, quoted, type Placeholder } from './placeholder.ts';
import type { TemplateFields } from './template-fields.ts';

/** A template that cannot be used; the message is one line without content of an event. */
export class TemplateError extends Error {
  override name = 'TemplateError';
}

/** A piece of text, or a placeholder. */
export type TemplatePart = string | Placeholder;

/**
 * Parses a text with placeholders, without conditions, loops or functions.
 *
 * @param known see `knownFields`
 * @throws TemplateError for an unknown placeholder, with its line and column in the text
 */
export function parseTemplate(text: string, known: readonly string[]): TemplatePart[] {
  const parts: TemplatePart[] = [];
  for (let from = 0; ;) {
    const start = text.indexOf('{{', from);
    if (start < 0) return [...parts, text.slice(from)];
    const end = text.indexOf('}}', start);
    if (end < 0)
      throw new TemplateError(
        `${placeOf(text, start)}: ${quoted(text.slice(start, start + 20))} has no end: }} is missing`,
      );
    const placeholder = parsePlaceholder(text.slice(start + 2, end), known);
    if (typeof placeholder === 'string') throw new TemplateError(`${placeOf(text, start)}: ${placeholder}`);
    parts.push(text.slice(from, start), placeholder);
    from = end + 2;
  }
}

/** Fills in the placeholders; each value goes through `escape`, which the place of the template asks for. */
export function fillTemplate(
  parts: readonly TemplatePart[],
  fields: TemplateFields,
  escape: (text: string) => string,
): string {
  return parts
    .map((part) => (typeof part === 'string' ? part : escape(placeholderText(part, fields))))
    .join('');
}

/** `line 2, column 7`, both counted from 1. */
function placeOf(text: string, index: number): string {
  const before = text.slice(0, index).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}
