import { type Finding, findingWords as words, wordOf } from './finding.ts';

/** Room for the longest word, and two spaces. */
const indentWidth = 9;
/** Text that is narrower than this is not wrapped. */
const minTextWidth = 30;

/**
 * Formats the findings for people, one a line, and counts them in the last line.
 *
 * @param columns width of the terminal, at which lines are wrapped; undefined where there is no terminal
 */
export function formatFindings(findings: readonly Finding[], columns: number | undefined): string {
  const lines = words.flatMap((word) =>
    findings
      .filter((finding) => wordOf(finding) === word)
      .map(({ subject, text }) =>
        wrap(`${word.padEnd(indentWidth)}${subject}: ${text}`, columns ?? Number.POSITIVE_INFINITY),
      ),
  );
  return `${[...lines, summary(findings)].join('\n')}\n`;
}

/** `11 ok, 1 note, 2 MISSING` */
function summary(findings: readonly Finding[]): string {
  const counts = words.map((word) => findings.filter((finding) => wordOf(finding) === word).length);
  return words.flatMap((word, index) => (counts[index] === 0 ? [] : `${counts[index]} ${word}`)).join(', ');
}

/** Breaks a line at spaces; further lines are indented as the subject is. */
function wrap(line: string, columns: number): string {
  const width = columns - indentWidth;
  if (width < minTextWidth) return line;
  const lines: string[] = [];
  let rest = line;
  for (let room = columns; rest.length > room; room = width) {
    const space = rest.lastIndexOf(' ', room);
    // A path may be longer than a line.
    const end = space > indentWidth || (lines.length > 0 && space > 0) ? space : rest.indexOf(' ', room);
    if (end < 0) break;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end + 1);
  }
  return [...lines, rest].join(`\n${' '.repeat(indentWidth)}`);
}
