/** A regular expression that finds a secret, and the number of characters that it stands for. */
export interface SecretPattern {
  readonly source: string;
  readonly length: number;
}

/** Longer secrets are recognised by their beginning. */
const maxCharacters = 4096;

/** A message may be cut, so the beginning of a long secret is one as well. */
const beginning = 16;
const minForBeginning = 24;

/**
 * Patterns of a secret: as it is, in the escapes of JSON, URLs and HTML, mixed or repeated; in Base64, also inside of a
 * longer text, such as `user:password`; and cut, from 16 of at least 24 characters on. For flags `gi`, because the host
 * of a URL is put into lower case.
 */
export function secretPatterns(secret: string): SecretPattern[] {
  return [...plainPatterns(secret), ...base64Forms(secret).flatMap((form) => plainPatterns(form))];
}

function plainPatterns(secret: string): SecretPattern[] {
  // A run of backslashes is one part: each with a number of its own would make a text of them take for ever.
  const parts = secret.match(/\\+|[^\\]/gu) ?? [];
  const whole =
    parts.length <= maxCharacters ? [{ source: parts.map(anyEscape).join(''), length: parts.length }] : [];
  if (parts.length < minForBeginning) return whole;
  const source = `${parts.slice(0, beginning).map(anyEscape).join('')}[^\\s"'<>]*`;
  return [...whole, { source, length: beginning }];
}

/** The pattern of a text that is found only as it is. */
export function literalPattern(text: string): SecretPattern {
  return { source: escapeRegExp(text), length: text.length };
}

const htmlNames: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** JSON in JSON has several backslashes; those of the secret itself become more. */
const backslashes = String.raw`(?:\\|%5c|&#0{0,4}92;|&#x0{0,4}5c;){1,64}`;

/** A pattern of one character, or of a run of backslashes, in every way in which JSON, URLs and HTML may write it. */
function anyEscape(part: string, index: number, parts: readonly string[]): string {
  if (part.startsWith('\\')) return backslashes;
  if (/[a-z0-9]/i.test(part)) return part;
  const code = part.codePointAt(0)!;
  const units = part.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  const bytes = [...Buffer.from(part)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`);
  const name = htmlNames[part];
  const ways = [
    bytes.join(''),
    units.map((unit) => `\\\\{1,8}u${unit}`).join(''),
    `&#0{0,4}${code};`,
    `&#x0{0,4}${code.toString(16)};`,
    ...(name === undefined ? [] : [`&${name};`]),
    ...(part === ' ' ? [String.raw`\+`] : []),
    // Our own messages replace what is not ASCII.
    ...(code > 0x7e ? ['[? ]'] : []),
    parts[index - 1]?.startsWith('\\') ? escapeRegExp(part) : `\\\\{0,8}${escapeRegExp(part)}`,
  ];
  return `(?:${ways.join('|')})`;
}

/**
 * The Base64 of a text at each of the three places that it may have in a longer one, without the characters that
 * depend on what stands beside it; in both alphabets.
 */
function base64Forms(text: string): string[] {
  const bytes = Buffer.from(text);
  return [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const own = encoded.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    const forms = before === 0 ? [own, encoded.replaceAll('=', '')] : [own];
    return [...new Set([...forms, ...forms.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))])];
  });
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}
