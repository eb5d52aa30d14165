/** An example of a YAML file, taken out of its comment. */
export interface Uncommented {
  /** The first line of the example, without its comment sign. */
  readonly line: string;
  /** The file before, with the blocks around the example taken out of their comments. */
  readonly before: string;
  /** The file with the example in force. */
  readonly after: string;
  /** The marker behind the example. */
  readonly marker: 'default' | 'example' | undefined;
}

/**
 * All examples of a file, each in force alone, those within commented blocks as well. A comment sign without a space
 * before a name begins an example; a sign with one space begins a description.
 */
export function uncommented(text: string): Uncommented[] {
  return examplesIn(text.split('\n'), 0, Infinity);
}

function examplesIn(lines: readonly string[], from: number, to: number): Uncommented[] {
  const found: Uncommented[] = [];
  for (let start = from; start < Math.min(to, lines.length); start++) {
    const [, indent] = /^( *)#[A-Za-z][\w-]*:/.exec(lines[start]!) ?? [];
    if (indent === undefined) continue;
    let end = start;
    while (lines[end]?.startsWith(`${indent}#`) === true && !lines[end]!.startsWith(`${indent}# `)) end++;
    // A block goes on below its name, deeper by two.
    while (lines[end]?.startsWith(`${indent}#  `) === true) end++;
    const taken = lines.slice(start, end).map((line) => indent + line.slice(indent.length + 1));
    const after = [...lines.slice(0, start), ...taken, ...lines.slice(end)];
    const [, marker] = / {2}# (default|example)$/.exec(taken.at(-1)!) ?? [];
    found.push({
      line: taken[0]!,
      before: lines.join('\n'),
      after: after.join('\n'),
      marker: taken.length === 1 || !taken[0]!.endsWith(':') ? (marker as Uncommented['marker']) : undefined,
    });
    found.push(...examplesIn(after, start, end));
    start = end - 1;
  }
  return found;
}
