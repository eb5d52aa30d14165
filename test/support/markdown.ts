/** A page of Markdown without what stands between code fences or is indented as code. */
export function proseLines(page: string): { readonly number: number; readonly text: string }[] {
  const lines: { number: number; text: string }[] = [];
  let inFence = false;
  let previousIsText = false;
  page.split('\n').forEach((text, index) => {
    if (/^\s*```/.test(text)) {
      inFence = !inFence;
      return;
    }
    const isCode = inFence || (/^(?: {4}|\t)/.test(text) && !previousIsText);
    if (!isCode) lines.push({ number: index + 1, text });
    // An indented line after text continues it; after an empty line it is code, unless it belongs to a list.
    previousIsText = !isCode && text.trim() !== '';
  });
  return lines;
}

/** Relative links and pictures of a page, as they are written: `path#anchor`. */
export function relativeLinks(page: string): string[] {
  const prose = proseLines(page)
    .map(({ text }) => text.replaceAll(/`[^`]*`/g, ''))
    .join('\n');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Anchors of a page's titles, as GitHub makes them. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const { text } of proseLines(page)) {
    const [, title] = /^#+ (.*)$/.exec(text) ?? [];
    if (title === undefined) continue;
    anchors.add(
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    );
  }
  return anchors;
}

/** Cells of each table of a page whose last column is titled so: the last cell of every row. */
export function lastColumn(page: string, title: string): string[] {
  const cells: string[] = [];
  let isWanted = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) {
      isWanted = false;
      continue;
    }
    const last = line.split('|').at(-2)!.trim();
    if (last.startsWith(title)) isWanted = true;
    else if (isWanted && !/^-+$/.test(last) && last !== '') cells.push(last);
  }
  return cells;
}
