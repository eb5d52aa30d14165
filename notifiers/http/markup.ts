import { replaceUnprintable } from '../printable.ts';

/** Escapes one character of a value for the markup of a receiver. */
type Escape = (character: string) => string;

const behindBackslash =
  (special: string): Escape =>
  (character) =>
    special.includes(character) ? `\\${character}` : character;

const entities =
  (special: Readonly<Record<string, string>>): Escape =>
  (character) =>
    special[character] ?? character;

/** Puts an invisible space behind what begins a mention, a link or an entity, which a backslash may not prevent. */
function interrupted(text: string): string {
  return text.replaceAll(/@|:(?=\/\/)|&(?=#?\w+;)/g, '$&\u200b');
}

/** The escapes by the word that a placeholder names them with. Each works on single characters. */
const escapes = {
  /** No markup: one line of text. */
  oneLine: (character: string) => character,
  /** @see https://docs.slack.dev/messaging/formatting-message-text#escaping */
  slack: entities({ '&': '&amp;', '<': '&lt;', '>': '&gt;' }),
  html: entities({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }),
  /** CommonMark, with the mentions of chats; see `interrupted`. */
  markdown: behindBackslash('\\`*_{}[]()#+-.!<>~|'),
  /** @see https://core.telegram.org/bots/api#markdownv2-style */
  markdownV2: behindBackslash('\\_*[]()~`>#+-=|{}.!'),
  /** A tag of the line protocol. A backslash cannot be escaped there. */
  influxTag: (character: string) => (character === '\\' ? '_' : behindBackslash(', =')(character)),
  /** The inside of a string field of the line protocol. */
  influxString: behindBackslash('\\"'),
} satisfies Readonly<Record<string, Escape>>;

/** The name of an escape. */
export type Markup = keyof typeof escapes;

/** The names of all escapes. */
export const markups = Object.keys(escapes) as readonly Markup[];

/** Shows that a text was cut. It means nothing in any markup. */
const ellipsis = '\u2026';

/**
 * Escapes a value and cuts it.
 *
 * Controls, line ends and invisible characters become a space where a markup is given. The cut counts UTF-16 code units
 * of the result, and splits neither a character nor an escape.
 *
 * @param maxCharacters at least 1 (default: no cut)
 */
export function escapeAndCut(text: string, markup: Markup | undefined, maxCharacters = Infinity): string {
  const escape: Escape = markup === undefined ? (character) => character : escapes[markup];
  const plain = markup === undefined ? text : replaceUnprintable(text, ' ').toWellFormed();
  const pieces = Array.from(markup === 'markdown' ? interrupted(plain) : plain, escape);
  const escaped = pieces.join('');
  if (escaped.length <= maxCharacters) return escaped;
  let cut = '';
  for (const piece of pieces) {
    if (cut.length + piece.length > maxCharacters - ellipsis.length) break;
    cut += piece;
  }
  return cut + ellipsis;
}
