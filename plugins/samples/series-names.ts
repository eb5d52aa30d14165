import { IdentifierError, isOwnName, parseIdentifier, type Identifier } from '../collectd/identifier.ts';

/** An identifier, and the name under which Redis and collectd's cache have its series. */
export interface NamedSeries extends Identifier {
  readonly name: string;
}

/**
 * Reads the name of a series.
 *
 * @throws IdentifierError
 */
export function readName(name: string): NamedSeries {
  return { ...parseIdentifier(name), name };
}

/** The series of a store except our own. Each name is parsed once, when it first appears. */
export class SeriesNames {
  #series = new Map<string, NamedSeries>();
  #malformed = new Map<string, IdentifierError>();
  #byHost = new Map<string, NamedSeries[]>();

  /** @param names see {@link update} (default: none) */
  constructor(names: readonly string[] = []) {
    this.update(names);
  }

  /**
   * @param names all that there are now
   * @returns the names that are gone
   */
  update(names: readonly string[]): ReadonlySet<string> {
    if (this.#isUnchanged(names)) return new Set();
    const series = new Map<string, NamedSeries>();
    const malformed = new Map<string, IdentifierError>();
    for (const name of names) {
      if (isOwnName(name)) continue;
      const read = this.#series.get(name) ?? this.#malformed.get(name) ?? readOrRefuse(name);
      if (read instanceof IdentifierError) malformed.set(name, read);
      else series.set(read.name, read);
    }
    const before = [...this.#series.keys(), ...this.#malformed.keys()];
    const gone = new Set(before.filter((name) => !series.has(name) && !malformed.has(name)));
    this.#series = series;
    this.#malformed = malformed;
    this.#byHost = new Map();
    for (const one of series.values()) {
      const siblings = this.#byHost.get(one.host);
      if (siblings) siblings.push(one);
      else this.#byHost.set(one.host, [one]);
    }
    return gone;
  }

  /** All of them, in the order of their names' arrival. */
  get all(): readonly NamedSeries[] {
    return [...this.#series.values()];
  }

  /** Names that are not identifiers, with the reason. */
  get malformed(): ReadonlyMap<string, IdentifierError> {
    return this.#malformed;
  }

  /** The series of one host; empty for an unknown host. */
  ofHost(host: string): readonly NamedSeries[] {
    return this.#byHost.get(host) ?? [];
  }

  /** True in nearly every call: names come and go rarely, and building the maps takes time. */
  #isUnchanged(names: readonly string[]): boolean {
    let known = 0;
    for (const name of names) {
      if (isOwnName(name)) continue;
      if (!this.#series.has(name) && !this.#malformed.has(name)) return false;
      known++;
    }
    return known === this.#series.size + this.#malformed.size;
  }
}

function readOrRefuse(name: string): NamedSeries | IdentifierError {
  try {
    return readName(name);
  } catch (error) {
    if (error instanceof IdentifierError) return error;
    throw error;
  }
}
