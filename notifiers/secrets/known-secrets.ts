import { decodeEscapes, decodeHex, decodePercents, words } from './encoded-word.ts';
import { literalPattern, secretPatterns, type SecretPattern } from './secret-pattern.ts';

/** Shorter secrets are not struck out: they would turn all messages into stars. */
const minSecretCharacters = 6;

/** A login makes a new token each hour; files are read again, so theirs stay among the newest. */
const maxSecrets = 200;

/** A shorter path, such as /collectd, may also be that of a folder. */
const minPathCharacters = 16;

const mask = '***';

/** The user info of any URL: a password, whether it is known or not. */
const userInfo = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]*@/gi;

/** Schemes of `Authorization`; what follows them is a secret of its own. */
const scheme = /^(?:basic|bearer|token|bot|key|api-?key|geniekey|splunk|digest|negotiate) +(?=\S)/i;

/** Names of headers and of parameters of a URL whose values are secrets. */
export const secretName = /auth|token|secret|passw|cookie|session|credential|(?:^|api-?|access-?)key$/i;

/**
 * The secrets that this process has read, sent or been given, to be struck out of everything that it says.
 *
 * An answer may repeat what it was sent, so a message that shows any part of an answer may show a secret. Secrets of
 * fewer than 6 characters are ignored. The newest 200 are kept.
 */
export class KnownSecrets {
  /** The patterns of each secret; the one that was added last is at the end. */
  readonly #known = new Map<string, readonly SecretPattern[]>();
  #pattern: RegExp | undefined;

  /** Adds a password, a token, the value of `Authorization`, or a URL that is a secret. */
  add(secret: string): void {
    this.#keep(secret, secretPatterns);
    const credentials = secret.replace(scheme, '');
    this.#keep(credentials, secretPatterns);
    if (/^basic /i.test(secret)) this.#addLogin(Buffer.from(credentials, 'base64').toString());
    if (isUrl(secret)) this.#addUrl(secret);
  }

  /**
   * Adds a value that may be a secret, such as that of a header, if it looks random; of a URL, the parts that do. A
   * template with `{{placeholders}}` is no value yet.
   */
  addIfRandom(value: string): void {
    if (isUrl(value)) this.#addUrl(value);
    else if (!value.includes('{{') && looksRandom(value)) this.add(value);
  }

  /** Adds the password of a URL, such as one of Keystone's catalog, or a user name that stands alone. */
  addUserInfo(url: string): void {
    if (!URL.canParse(url)) return;
    const { username, password } = new URL(url);
    if (password === '') this.#keep(decodePercents(username), secretPatterns);
    else this.#addLogin(`${decodePercents(username)}:${decodePercents(password)}`);
  }

  /** Masks the secrets in a text, and the user info of URLs. */
  strike(text: string): string {
    this.#pattern ??= anyOf([...this.#known.values()].flat());
    const struck = text.replace(this.#pattern, mask).replace(userInfo, `$1${mask}@`);
    return struck.replace(words, (word) => (this.#isEncodedIn(word) ? mask : word));
  }

  #isEncodedIn(word: string): boolean {
    return [decodeEscapes(word), decodeHex(word)].some(
      (text) => text !== word && text.search(this.#pattern!) >= 0,
    );
  }

  #addLogin(login: string): void {
    this.#keep(login, secretPatterns);
    this.#keep(login.slice(login.indexOf(':') + 1), secretPatterns);
  }

  #addUrl(text: string): void {
    const filled = text.replaceAll(/\{\{[^{}]*\}\}/g, 'x');
    if (!URL.canParse(filled)) return;
    this.addUserInfo(filled);
    const { pathname, search, searchParams, hash } = new URL(filled);
    const parts = [...(pathname.match(/[^/]+/g) ?? []), ...searchParams.values(), hash.slice(1)];
    for (const part of parts.flatMap((raw) => [raw, decodePercents(raw)]))
      if (looksRandom(part)) this.#keep(part, secretPatterns);
    for (const [name, value] of searchParams) if (secretName.test(name)) this.#keep(value, secretPatterns);
    const rest = `${pathname}${search}${hash}`;
    if (rest.length >= minPathCharacters) this.#keep(rest, (path) => [literalPattern(path)]);
  }

  #keep(secret: string, patternsOf: (secret: string) => readonly SecretPattern[]): void {
    if (secret.length < minSecretCharacters) return;
    const known = this.#known.get(secret);
    this.#known.delete(secret);
    this.#known.set(secret, known ?? patternsOf(secret));
    if (known) return;
    const [oldest] = this.#known.keys();
    if (this.#known.size > maxSecrets) this.#known.delete(oldest!);
    this.#pattern = undefined;
  }
}

/** The longest first: one secret may be part of another. */
function anyOf(patterns: readonly SecretPattern[]): RegExp {
  const sources = patterns.toSorted((a, b) => b.length - a.length).map(({ source }) => source);
  return new RegExp(sources.join('|') || '(?!)', 'gi');
}

/** True for letters with digits, for letters of mixed case, and for any long text. */
function looksRandom(text: string): boolean {
  return text.length >= 20 || (/[a-z]/i.test(text) && /\d/.test(text)) || /[a-z][A-Z]/.test(text);
}

function isUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) && URL.canParse(text);
}
