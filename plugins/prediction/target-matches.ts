import { IdentifierError } from '../collectd/identifier.ts';
import { IdentifierPattern } from '../collectd/identifier-pattern.ts';
import type { TargetConfig } from '../config/target-config.ts';
import type { Reason } from '../coverage/reason.ts';
import { finish, sliceSize, type SlicedWork } from '../process/sliced-work.ts';
import type { NameChanges, SeriesNames } from '../samples/series-names.ts';
import type { FoundSeries } from '../series/series-start.ts';

/**
 * The result of a look at a series that a target's glob matches: it is catalogued, has had no samples for an hour, or
 * the reason why it is not predicted.
 */
export type Outcome = 'catalogued' | 'gone' | Reason;

/** Captures that are kept in order to be shared; of more, all are forgotten, for names come and go. */
const maxShared = 20_000;

/** The series of a store that one target matches, kept up to date from the names that come and go. */
export class TargetMatches {
  readonly target: string;
  readonly config: TargetConfig;
  readonly #pattern: IdentifierPattern;
  readonly #found = new Map<string, FoundSeries>();
  readonly #captures = new Map<string, readonly string[]>();
  readonly #malformed = new Map<string, IdentifierError>();
  /** The result of the newest look at each, by name; kept, as a map of very many is much garbage at each look. */
  readonly outcomes = new Map<string, Outcome>();

  constructor(target: string, config: TargetConfig) {
    this.target = target;
    this.config = config;
    this.#pattern = new IdentifierPattern(config.series);
  }

  get found(): readonly FoundSeries[] {
    return [...this.#found.values()];
  }

  /** The number of series. */
  get foundCount(): number {
    return this.#found.size;
  }

  /** The number of names that match. */
  get count(): number {
    return this.#found.size + this.#malformed.size;
  }

  /** Names that match and are not identifiers, with the reason. */
  get malformed(): ReadonlyMap<string, IdentifierError> {
    return this.#malformed;
  }

  /** True for a name that the target's pattern matches. */
  isMatch(name: string): boolean {
    return this.#pattern.match(name) !== undefined;
  }

  /** @param names has them already */
  update(changes: NameChanges, names: SeriesNames): void {
    finish(this.updating(changes, names));
  }

  /** As {@link update}. */
  *updating({ added, gone }: NameChanges, names: SeriesNames): SlicedWork<undefined> {
    for (const name of gone) {
      this.#found.delete(name);
      this.#malformed.delete(name);
      this.outcomes.delete(name);
    }
    const { target, config } = this;
    for (const [place, name] of added.entries()) {
      if (place % sliceSize === 0) yield;
      const captures = this.#pattern.match(name);
      if (!captures) continue;
      const read = names.read(name);
      if (read instanceof IdentifierError) this.#malformed.set(name, read);
      else this.#found.set(name, { target, config, identifier: read, captures: this.#shared(captures) });
    }
  }

  /** Makes equal captures one list: those of many hosts are the same. */
  #shared(captures: readonly string[]): readonly string[] {
    // No wildcard stands for a slash.
    const text = captures.join('/');
    const known = this.#captures.get(text);
    if (known?.length === captures.length) return known;
    if (this.#captures.size >= maxShared) this.#captures.clear();
    this.#captures.set(text, captures);
    return captures;
  }
}
