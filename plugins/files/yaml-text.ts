import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { clearRule, cureOfName, maxDepth, tooDeep, typographicQuotes, withoutQuote } from './yaml-rules.ts';

/** Limits on aliases and on the values each stands for: without them a few lines could become gigabytes. */
const maxAliases = 100;

/** A place in a text; both are counted from 1. */
export interface YamlPlace {
  readonly line: number;
  readonly column: number;
}

/** A defect of a YAML text. */
export interface YamlProblem {
  readonly rule: string;
  /** Undefined when the defect is that of the whole text. */
  readonly place: YamlPlace | undefined;
}

/** A text that is not the YAML that is expected, with all its problems in the order of the text. */
export class YamlError extends Error {
  override name = 'YamlError';
  readonly problems: readonly YamlProblem[];

  constructor(problems: readonly YamlProblem[], options?: ErrorOptions) {
    super(problems.map(({ rule }) => rule).join('; '), options);
    this.problems = problems;
  }
}

/** A YAML text: its values, and where each of them stands. */
export interface YamlText {
  /** Undefined for a text without values. */
  readonly value: unknown;
  /** Options that are given twice; the last one is in `value`. */
  readonly repetitions: readonly YamlProblem[];
  /** The place of an option's name, or of a list's item; undefined when the text has no such path. */
  placeOf(path: readonly PropertyKey[]): YamlPlace | undefined;
}

/**
 * Parses YAML of any origin: no input takes time, memory or stack without bound, and no key is lost to a member that
 * all objects have.
 *
 * @throws YamlError
 */
export function parseYaml(text: string): YamlText {
  const lineCounter = new LineCounter();
  // The parser's own places of errors, and its own search for duplicate keys, take minutes for ten thousands of them.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, lineCounter });
  const problems = [...document.errors, ...document.warnings].map((problem) => ({
    rule: clearRule(problem),
    place: placeAt(problem.pos[0], lineCounter),
  }));
  // One defect makes several errors on its line.
  if (problems.length > 0)
    throw new YamlError(
      problems.filter(({ place }, index) => place.line !== problems[index - 1]?.place.line),
    );
  const inspection = new Inspection(document, lineCounter);
  inspection.inspect(document.contents, 1);
  try {
    const value: unknown = document.toJS({ maxAliasCount: maxAliases }) ?? undefined;
    const index = new PlaceIndex(document, lineCounter);
    return { value, repetitions: inspection.repetitions, placeOf: (path) => index.placeOf(path) };
  } catch (error) {
    const { message } = error as Error;
    const rule = message.startsWith('Excessive alias count') ? tooManyAliases : withoutQuote(message);
    throw new YamlError([{ rule, place: undefined }], { cause: error });
  }
}

const tooManyAliases = `has too many aliases such as *name, ${maxAliases} are enough; write out what they stand for`;
/** A glob, as a rule: few know that YAML has aliases. */
const unquotedAsterisk =
  'a text that begins with * has to be in quotes, such as "*/memory/memory-used"; without, it stands for an anchor, and there is no such anchor before it';

const typographicStart = /^[\u2018-\u201f\u00ab]/;

function placeAt(offset: number, lineCounter: LineCounter): YamlPlace {
  const { line, col } = lineCounter.linePos(offset);
  return { line, column: col };
}

/** Finds defects that the parser lets pass. */
class Inspection {
  readonly repetitions: YamlProblem[] = [];
  readonly #document: Document;
  readonly #lineCounter: LineCounter;
  #aliases = 0;

  constructor(document: Document, lineCounter: LineCounter) {
    this.#document = document;
    this.#lineCounter = lineCounter;
  }

  /** @throws YamlError for what must not be looked at any further */
  inspect(node: unknown, depth: number): void {
    if (isAlias(node)) {
      if (++this.#aliases > maxAliases) this.#refuse(tooManyAliases, node);
      if (!node.resolve(this.#document)) this.#refuse(unquotedAsterisk, node);
    }
    // Word processors make other quotes than those of YAML, which are taken for a part of the text.
    if (isScalar(node) && typographicStart.test(String(node.value))) this.#refuse(typographicQuotes, node);
    if (!isSeq(node) && !isMap(node)) return;
    if (depth > maxDepth) this.#refuse(tooDeep, node);
    // A list may hold pairs, too: `[a: 1]`, or by its tag.
    const items: readonly unknown[] = node.items;
    this.#inspectKeys(items.filter((item) => isPair(item)).map(({ key }) => key));
    for (const item of items) this.inspect(isPair(item) ? item.value : item, depth + 1);
  }

  #inspectKeys(keys: readonly unknown[]): void {
    const seen = new Set<string>();
    for (const key of keys) {
      if (!isScalar(key)) this.#refuse('has a key that is no plain text', key);
      const name = String(key.value);
      const cure = cureOfName(name);
      if (cure !== undefined) this.#refuse(cure, key);
      if (name === '__proto__') this.#refuse('__proto__: there is no such option', key);
      if (seen.has(name))
        this.repetitions.push({ rule: `${name.slice(0, 60)}: is given twice`, place: this.#placeOf(key) });
      seen.add(name);
    }
  }

  #placeOf(node: unknown): YamlPlace {
    return placeAt((node as Node | null)?.range?.[0] ?? 0, this.#lineCounter);
  }

  #refuse(rule: string, node: unknown): never {
    throw new YamlError([...this.repetitions, { rule, place: this.#placeOf(node) }]);
  }
}

/** Finds places by paths; each mapping is indexed once, so that thousands of errors take no time. */
class PlaceIndex {
  readonly #document: Document;
  readonly #lineCounter: LineCounter;
  readonly #pairs = new Map<unknown, ReadonlyMap<string, Pair>>();
  readonly #aliased = new Map<unknown, unknown>();

  constructor(document: Document, lineCounter: LineCounter) {
    this.#document = document;
    this.#lineCounter = lineCounter;
  }

  placeOf(path: readonly PropertyKey[]): YamlPlace | undefined {
    let node: unknown = this.#document.contents;
    let named: unknown = node;
    for (const segment of path) {
      const parent = this.#resolved(node);
      if (isMap(parent)) {
        const pair = this.#pairsOf(parent).get(String(segment));
        if (!pair) return undefined;
        [named, node] = [pair.key, pair.value];
      } else {
        node = isSeq(parent) ? parent.items[Number(segment)] : undefined;
        named = node;
      }
    }
    const offset = (named as Node | null | undefined)?.range?.[0];
    return offset === undefined ? undefined : placeAt(offset, this.#lineCounter);
  }

  #resolved(node: unknown): unknown {
    if (!isAlias(node)) return node;
    if (!this.#aliased.has(node)) this.#aliased.set(node, node.resolve(this.#document));
    return this.#aliased.get(node);
  }

  #pairsOf(map: { readonly items: readonly Pair[] }): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(map);
    if (known) return known;
    const pairs = new Map(map.items.map((pair) => [String((pair.key as { value: unknown }).value), pair]));
    this.#pairs.set(map, pairs);
    return pairs;
  }
}
