/** A line or a block of collectd's configuration. */
export interface ConfItem {
  /** In lower case, because collectd ignores the case. */
  readonly key: string;
  readonly values: readonly string[];
  /** The items within a block; undefined for a line. */
  readonly children: readonly ConfItem[] | undefined;
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

interface OpenBlock {
  readonly key: string;
  readonly items: ConfItem[];
}

/**
 * Parses a file of collectd's configuration as far as it can be understood: lines of a key and values, and blocks
 * `<Key values> ... </Key>`. Everything else is passed over, because collectd itself judges it.
 */
export function parseConf(text: string, file: string): readonly ConfItem[] {
  const root: ConfItem[] = [];
  const open: OpenBlock[] = [{ key: '', items: root }];
  const items = (): ConfItem[] => open.at(-1)!.items;
  for (const { line, text: content } of logicalLines(text)) {
    const end = /^<\/\s*(\w+)/.exec(content);
    if (end) {
      closeBlock(open, end[1]!.toLowerCase());
      continue;
    }
    const isBlock = content.startsWith('<');
    const [key, ...values] = wordsOf(isBlock ? content.slice(1) : content);
    if (key === undefined) continue;
    const children: ConfItem[] = [];
    items().push({ key: key.toLowerCase(), values, children: isBlock ? children : undefined, file, line });
    if (isBlock) open.push({ key: key.toLowerCase(), items: children });
  }
  return root;
}

function closeBlock(open: OpenBlock[], key: string): void {
  const index = open.findLastIndex((block) => block.key === key);
  if (index > 0) open.length = index;
}

/** The lines without blank ones and comments; a backslash at the end of a line continues it. */
function* logicalLines(text: string): Generator<{ readonly line: number; readonly text: string }> {
  let joined = '';
  let first = 1;
  for (const [index, raw] of text.split('\n').entries()) {
    if (joined === '') first = index + 1;
    joined += raw.replace(/\r$/, '');
    if (joined.endsWith('\\')) {
      joined = joined.slice(0, -1);
      continue;
    }
    const content = joined.trim();
    joined = '';
    if (content !== '' && !content.startsWith('#')) yield { line: first, text: content };
  }
}

/** The words of a line up to its comment or the end of its tag; a word in quotes may hold anything. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const { 0: word, 1: quoted } of text.matchAll(/"((?:\\.|[^"\\])*)"|[#>]|[^\s"#>]+/g)) {
    if (word === '#' || word === '>') break;
    words.push(quoted === undefined ? word : quoted.replaceAll(/\\(.)/g, '$1'));
  }
  return words;
}
