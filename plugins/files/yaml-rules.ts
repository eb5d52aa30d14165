/** Far more than a configuration needs, and far less than would exhaust the stack of later readers. */
export const maxDepth = 50;

export const tooDeep = `is nested more than ${maxDepth} levels deep`;

/** Word processors make other quotes than those of YAML, which are taken for a part of the text. */
export const typographicQuotes =
  'a text in typographic quotes: write "straight ones", as a word processor does not';

const quotesHint = 'a text that begins with a special character has to be in quotes';

/** By the parser's code of an error: the cure. */
const cures: Readonly<Record<string, string>> = {
  BAD_ALIAS: quotesHint,
  BAD_SCALAR_START: quotesHint,
  UNEXPECTED_TOKEN: quotesHint,
  MULTILINE_IMPLICIT_KEY: 'a space has to follow the colon of an option',
  MISSING_CHAR: 'close what was opened by a quote, { or [',
  BAD_INDENT: 'indent it by spaces, as the lines beside it, and close each { and [',
  TAB_AS_INDENT: 'use spaces',
  BLOCK_AS_IMPLICIT_KEY: 'put each option on a line of its own, and a text with a colon in quotes',
  BAD_DIRECTIVE: quotesHint,
  DUPLICATE_KEY: 'remove one of them',
};

/** The parser's message, or a clearer one. */
export function clearRule({ message, code }: { readonly message: string; readonly code: string }): string {
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep;
  if (code === 'MULTIPLE_DOCS') return 'holds several documents; remove the line "---" between them';
  const rule = withoutQuote(message.split('\n')[0]!);
  const cure = cures[code];
  return cure === undefined || rule.endsWith(quotesHint) ? rule : `${rule}; ${cure}`;
}

/**
 * The parser's message without the text that it quotes: a password that begins with `*`, `!`, `|`, `@` or `%` and is
 * not in quotes is an error of YAML.
 */
export function withoutQuote(message: string): string {
  const hint = `; ${quotesHint}`;
  const quoting =
    /^(Unresolved tag|Could not resolve tag|Not a valid tag|Block scalar header includes extra characters|Not a YAML token|Unexpected [\w-]+ token[^:]*|Verbatim tags aren't resolved|Unknown directive|Unsupported YAML version)(?=[:, ]).*/s;
  const [, rule] = quoting.exec(message) ?? [];
  if (rule !== undefined) return `${rule}${hint}`;
  return /^The .* tag has no suffix$/s.test(message) ? `A tag has no suffix${hint}` : message;
}

/** The cure for a name that is none of an option's because of how it is written; undefined for any other. */
export function cureOfName(name: string): string | undefined {
  if (name === '<<') return '<< of YAML is not known here; write out what it stands for';
  if (/[\u00a0\u2000-\u200b\u3000\ufeff]/.test(name))
    return 'holds a blank that is no space, such as a web page has; type it anew';
  if (/^\w+:[^\s:/]/.test(name))
    return `a space has to follow the colon of ${name.split(':', 1)[0]!.slice(0, 60)}`;
  return undefined;
}
