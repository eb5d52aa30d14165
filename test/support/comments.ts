/** A comment of a source file: its first line, and its text without the signs of a comment. */
export interface Comment {
  readonly line: number;
  readonly isDocstring: boolean;
  readonly text: string;
}

/** Comments that have lines of their own, of TypeScript, CSS, shell, YAML and collectd's configuration. */
export function commentsOf(path: string, text: string): Comment[] {
  return /\.(ts|js|mjs|css)$/.test(path) ? ofC(text) : ofShell(text);
}

function ofC(text: string): Comment[] {
  const comments: Comment[] = [];
  const lineOf = (index: number): number => text.slice(0, index).split('\n').length;
  for (const { 0: whole, index } of text.matchAll(/^[ \t]*(\/\*[\s\S]*?\*\/|(?:\/\/.*\n?[ \t]*)+)/gm)) {
    const bare = whole.replaceAll(/^[ \t]*(\/\*\*?|\*\/|\*|\/\/)[ \t]?/gm, '').replaceAll(/\s*\*\/\s*$/g, '');
    comments.push({ line: lineOf(index), isDocstring: /^\s*\/\*\*/.test(whole), text: bare.trim() });
  }
  return comments;
}

function ofShell(text: string): Comment[] {
  const comments: Comment[] = [];
  for (const { 0: whole, index } of text.matchAll(/(?:^[ \t]*#(?!!).*\n?)+/gm)) {
    comments.push({
      line: text.slice(0, index).split('\n').length,
      isDocstring: false,
      text: whole.replaceAll(/^[ \t]*#[ \t]?/gm, '').trim(),
    });
  }
  return comments;
}
