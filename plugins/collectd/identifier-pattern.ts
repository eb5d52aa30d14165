import { Glob } from './glob.ts';

/** The reason why a text is not a pattern, in one line. */
export class PatternError extends Error {
  override name = 'PatternError';
}

/**
 * A glob over identifiers: `*` stands for any characters except a slash, `?` for one, `{used,free}` for one of these
 * words; everything else is literal.
 *
 * `df-*`, matched against `df-root`, captures `root`. The captures of the wildcards outside the host tell the series
 * of one host apart.
 */
export class IdentifierPattern {
  readonly text: string;
  /** The glob of the host. */
  readonly hostField: string;
  /** The glob of the plugin and its instance. */
  readonly pluginField: string;
  /** The glob of the type and its instance. */
  readonly typeField: string;
  readonly #glob: Glob;

  /** @throws PatternError when the text does not have the three fields of an identifier */
  constructor(text: string) {
    const fields = text.split('/');
    if (fields.length !== 3 || fields.includes('')) {
      throw new PatternError('expected host/plugin[-instance]/type[-instance], such as */memory/memory-used');
    }
    this.text = text;
    [this.hostField, this.pluginField, this.typeField] = fields as [string, string, string];
    this.#glob = new Glob(text, '/', fields[0]!.length);
  }

  /** The plugin without its instance; undefined where wildcards stand for it. */
  get plugin(): string | undefined {
    const [plugin] = this.pluginField.split('-', 1);
    return /[*?{]/.test(plugin!) ? undefined : plugin;
  }

  /** The type without its instance; undefined where wildcards or several words stand for it. */
  get type(): string | undefined {
    const [type] = this.typeField.split('-', 1);
    return /[*?{]/.test(type!) ? undefined : type;
  }

  /** True when it has wildcards outside the host. */
  get hasCaptures(): boolean {
    return [this.pluginField, this.typeField].some((field) => new Glob(field).words?.length !== 1);
  }

  /** True when the pattern names its types, each with its instance. */
  get namesTypes(): boolean {
    return this.#typeFields !== undefined;
  }

  /** True when each type that the pattern names is among `identifiers`, for each host and plugin there. */
  isNamedInFull(identifiers: readonly string[]): boolean {
    const wanted = this.#typeFields;
    const found = new Set(identifiers);
    const isComplete = (before: string): boolean =>
      wanted !== undefined && wanted.every((type) => found.has(before + type));
    return identifiers.every((identifier) =>
      isComplete(identifier.slice(0, identifier.lastIndexOf('/') + 1)),
    );
  }

  get #typeFields(): readonly string[] | undefined {
    return new Glob(this.typeField).words;
  }

  /** The same pattern for any host. */
  onAnyHost(): IdentifierPattern {
    return new IdentifierPattern(`*/${this.pluginField}/${this.typeField}`);
  }

  /** The pattern of all series of the same type and plugin on any host: of `df-root/df_complex-used`, `df_complex*`. */
  get ofType(): IdentifierPattern {
    const [type] = this.typeField.split('-', 1);
    return new IdentifierPattern(
      `*/${this.pluginField}/${/[*?{]/.test(type!) ? this.typeField : `${type}*`}`,
    );
  }

  /** The same pattern for any instance of its plugin on any host; only for a pattern with a {@link plugin}. */
  onAnyInstance(): IdentifierPattern {
    return new IdentifierPattern(`*/${this.plugin}-*/${this.typeField}`);
  }

  /** Returns what the wildcards outside the host stand for; undefined when the identifier does not match. */
  match(identifier: string): readonly string[] | undefined {
    return this.#glob.match(identifier);
  }
}
