import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';

/** Aliases may be used so often, and stand for so many values each, so that a few lines cannot become gigabytes. */
const mostAliases = 100;
/** Far more than a configuration needs, and far less than would exhaust the stack of what looks at it afterwards. */
const deepest = 50;

/** Says in one line why a text is not the YAML that is expected. */
export class YamlError extends Error {
  override name = 'YamlError';
}

/**
 * The values in a YAML text, whoever wrote it: nothing in it takes time, memory or stack without end, and no key goes
 * astray because of how objects work.
 *
 * @returns undefined where there are none
 * @throws YamlError
 */
export function parseYaml(text: string): unknown {
  const lineCounter = new LineCounter();
  // The parser's own way of naming the place of each error, and of finding keys that are given twice, takes minutes
  // where there are ten thousands.
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, lineCounter });
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) throw new YamlError(`${clearly(problem)}${placeOf(problem.pos[0], lineCounter)}`);
  new Inspection(lineCounter).inspect(document.contents, 1);
  try {
    return document.toJS({ maxAliasCount: mostAliases }) ?? undefined;
  } catch (error) {
    const { message } = error as Error;
    throw new YamlError(message.startsWith('Excessive alias count') ? tooManyAliases : message, {
      cause: error,
    });
  }
}

const tooDeep = `is nested more than ${deepest} levels deep`;
const tooManyAliases = `has too many aliases such as *name, ${mostAliases} are enough; write out what they stand for`;

/** In words of ours where the parser's would puzzle. */
function clearly({ message, code }: { readonly message: string; readonly code: string }): string {
  if (code === 'RESOURCE_EXHAUSTION') return tooDeep;
  if (code === 'MULTIPLE_DOCS') return 'holds several documents; remove the line "---" between them';
  return message.split('\n')[0]!;
}

function placeOf(offset: number, lineCounter: LineCounter): string {
  const { line, col } = lineCounter.linePos(offset);
  return ` at line ${line}, column ${col}`;
}

/** Finds what the parser lets pass, and throws a YamlError that says where it is. */
class Inspection {
  readonly #lineCounter: LineCounter;
  #aliases = 0;

  constructor(lineCounter: LineCounter) {
    this.#lineCounter = lineCounter;
  }

  inspect(node: unknown, depth: number): void {
    if (isAlias(node) && ++this.#aliases > mostAliases) this.#complain(tooManyAliases, node);
    if (!isSeq(node) && !isMap(node)) return;
    if (depth > deepest) this.#complain(tooDeep, node);
    // A list may hold pairs, too: `[a: 1]`, or by its tag.
    const items: readonly unknown[] = node.items;
    this.#inspectKeys(items.filter((item) => isPair(item)).map(({ key }) => key));
    for (const item of items) this.inspect(isPair(item) ? item.value : item, depth + 1);
  }

  #inspectKeys(keys: readonly unknown[]): void {
    const seen = new Set<string>();
    for (const key of keys) {
      if (!isScalar(key)) this.#complain('has a key that is no plain text', key);
      const name = String(key.value);
      if (name === '__proto__') this.#complain('__proto__: there is no such option', key);
      if (seen.has(name)) this.#complain(`${name.slice(0, 60)}: is given twice`, key);
      seen.add(name);
    }
  }

  #complain(rule: string, node: unknown): never {
    throw new YamlError(`${rule}${placeOf((node as Node | null)?.range?.[0] ?? 0, this.#lineCounter)}`);
  }
}
