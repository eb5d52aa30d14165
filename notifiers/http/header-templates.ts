import { toAscii } from '../event/alert-text.ts';
import { credentialHeaders, headersWith, ownHeaders } from '../http-client/http-options.ts';
import { fillTemplate, parseTemplate } from './template.ts';
import type { TemplateFields } from './template-fields.ts';

/** An option for further headers, whose values may hold placeholders. */
export const headersTemplate = headersWith(ownHeaders, complaintAboutValue);

function complaintAboutValue(name: string, value: string): string | undefined {
  if (!isCredential(name) || /\{\{[^}]*\bsecrets\.\w+\s*\}\}/.test(value)) return undefined;
  return 'must take its secret from a file, as {{secrets.NAME}} and secretFiles, bearerTokenFile or basicAuth do';
}

function isCredential(name: string): boolean {
  return credentialHeaders.includes(name.toLowerCase());
}

/** True where the headers log in by themselves. */
export function hasAuthorization(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
}

/**
 * Fills in the values of headers; characters that are not printable ASCII become `?`.
 *
 * @throws TemplateError
 */
export function fillHeaders(
  headers: Readonly<Record<string, string>>,
  known: readonly string[],
  fields: TemplateFields,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      fillTemplate(parseTemplate(value, known), fields, toAscii),
    ]),
  );
}
