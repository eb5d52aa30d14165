import type { IncomingHttpHeaders } from 'node:http';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { replaceUnprintable } from '../printable.ts';

const maxCharacters = 200;

/** More of a body is not looked at: an answer may be large. */
const maxLookedAt = 32 * 1024;

/**
 * The beginning of an answer's body, for messages: one line of at most 200 printable characters, without secrets and
 * without the tags of HTML. Empty for a body that is empty or compressed.
 */
export function excerptOf(body: string, headers: IncomingHttpHeaders, secrets: KnownSecrets): string {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') return '';
  const start = body.slice(0, maxLookedAt);
  const isMarkup = /html|xml/i.test(headers['content-type'] ?? '') || /^\s*<[!?a-z]/i.test(start);
  const text = isMarkup ? withoutEntities(withoutTags(start)) : start;
  // Struck out first: a secret that is cut or spaced out would not be recognised.
  const line = replaceUnprintable(secrets.strike(text).toWellFormed(), ' ')
    .replaceAll(/[\s\uFFFD]+/g, ' ')
    .trim();
  if (line.length <= maxCharacters) return line;
  // Not between the halves of a character.
  return `${line.slice(0, maxCharacters - 3).replace(/[\ud800-\udbff]$/, '')}...`;
}

/** Elements whose content is not text for people. */
const silent = new Set(['script', 'style', 'head']);

/** Replaces tags and comments by spaces. Takes linear time for any text. */
function withoutTags(html: string): string {
  let text = '';
  let at = 0;
  for (;;) {
    const open = html.indexOf('<', at);
    if (open < 0) return text + html.slice(at);
    text += html.slice(at, open);
    const [, name = ''] = /^<([a-z]+)/i.exec(html.slice(open, open + 10)) ?? [];
    const end = html.startsWith('<!--', open) ? '-->' : silent.has(name.toLowerCase()) ? `</${name}` : '>';
    const ending = html.indexOf(end, open);
    const close = ending < 0 ? -1 : html.indexOf('>', ending);
    if (close < 0) return text;
    at = close + 1;
    text += ' ';
  }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

function withoutEntities(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi,
    (whole, decimal, hexadecimal, name) => {
      const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal as string, 16);
      if (name !== undefined) return entities[String(name).toLowerCase()] ?? whole;
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
