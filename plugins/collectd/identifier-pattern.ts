/** Says in one line why a pattern is not one. */
export class PatternError extends Error {
  override name = 'PatternError';
}

/**
 * A glob over identifiers: `*` stands for any characters but a slash, `?` for one, `{used,free}` for one of these words;
 * everything else is meant literally.
 *
 * `df-*`, matched against `df-root`, captures `root`. What the wildcards outside the host captured tells the series
 * of one host apart.
 */
export class IdentifierPattern {
  readonly text: string;
  readonly #expression: RegExp;

  /** @throws PatternError when it does not have the three fields of an identifier */
  constructor(text: string) {
    const fields = text.split('/');
    if (fields.length !== 3 || fields.includes('')) {
      throw new PatternError('expected host/plugin[-instance]/type[-instance], such as */memory/memory-used');
    }
    this.text = text;
    const [host, ...rest] = fields.map((field, index) => expressionOf(field, index === 0 ? '?:' : ''));
    this.#expression = new RegExp(`^${host}/${rest.join('/')}$`, 's');
  }

  /** What the wildcards outside the host stand for; undefined when the identifier does not match. */
  match(identifier: string): readonly string[] | undefined {
    return this.#expression.exec(identifier)?.slice(1);
  }
}

function expressionOf(field: string, group: string): string {
  return field.replaceAll(/[*?]|\{[^{}*?]*,[^{}*?]*\}|[^*?{]+|\{/g, (piece) => {
    if (piece === '*') return `(${group}[^/]*)`;
    if (piece === '?') return `(${group}[^/])`;
    if (!piece.startsWith('{') || piece === '{') return literally(piece);
    return `(${group}${piece.slice(1, -1).split(',').map(literally).join('|')})`;
  });
}

function literally(text: string): string {
  return text.replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
}
