import { urlTemplate } from '../http-client/http-options.ts';
import { fillTemplate, parseTemplate, TemplateError } from './template.ts';
import type { TemplateFields } from './template-fields.ts';

/** A parsed URL, ready to be filled in with the fields of an event. */
export type UrlTemplate = (fields: TemplateFields) => string;

/**
 * Parses a URL with placeholders. They can only stand behind the host, because a request carries credentials.
 *
 * @throws TemplateError without any of the text, which may hold a secret; except for an unknown placeholder
 */
export function parseUrlTemplate(text: string, known: readonly string[]): UrlTemplate {
  const { error } = urlTemplate.safeParse(text);
  if (error) throw new TemplateError(error.issues[0]!.message);
  if (/^[^:]*:\/\/[^/?#]*\{\{/.test(text))
    throw new TemplateError('must not hold a placeholder before the path: the host is always the same');
  const parts = parseTemplate(text, known);
  return (fields) => fillTemplate(parts, fields, uriComponent);
}

/**
 * Escapes a value for one segment of a path, or for a query. Dots alone would lead to another path even when they are
 * escaped, so they become `_`.
 */
function uriComponent(text: string): string {
  if (/^\.{1,2}$/.test(text)) return text.replaceAll('.', '_');
  return encodeURIComponent(text.toWellFormed()).replaceAll('%3A', ':');
}
