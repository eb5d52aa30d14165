/** The build that a manual page describes. */
export interface ManualOrigin {
  /** Such as 2026-11-29. */
  readonly date: string;
  readonly version: string;
}

/** The head of a manual page. */
export interface ManualHead extends ManualOrigin {
  readonly name: string;
  readonly section: 1 | 5;
  /** The line that `apropos` shows; no full stop. */
  readonly about: string;
}

/** A manual page of man(7), with its head and its NAME. */
export function manualPage(head: ManualHead, parts: readonly string[]): string {
  const { name, section, about, date, version } = head;
  const title = [name.toUpperCase(), String(section), date, `collectd-dma ${version}`, 'collectd-dma'];
  return `${[
    `.TH ${title.map(quoted).join(' ')}`,
    '.nh',
    '.ad l',
    heading('NAME'),
    `${escaped(name)} \\- ${escaped(about)}`,
    ...parts,
  ].join('\n')}\n`;
}

export function heading(title: string): string {
  return `.SH ${quoted(title)}`;
}

export function subheading(title: string): string {
  return `.SS ${quoted(title)}`;
}

export function paragraph(text: string): string {
  return `.PP\n${escaped(text)}`;
}

/** Lines as they are, indented. */
export function example(lines: readonly string[]): string {
  return ['.PP', '.RS 4', '.nf', ...lines.map(escaped), '.fi', '.RE'].join('\n');
}

/** A term in bold, then its description. */
export function entry(term: string, about: string): string {
  return `.TP\n\\fB${escaped(term)}\\fR\n${escaped(about)}`;
}

/** Another page, such as dma(1). */
export function reference(name: string, section: number): string {
  return `\\fB${escaped(name)}\\fR(${section})`;
}

/** References as one sentence. */
export function seeAlso(references: readonly string[]): string {
  return `${heading('SEE ALSO')}\n${references.join(',\n')}`;
}

/** Text in which roff sees no command: a hyphen that can be copied, and no line that begins with a dot or a quote. */
export function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('~', '\\(ti')
    .replaceAll('^', '\\(ha')
    .replaceAll('`', '\\(ga')
    .replaceAll(/^(?=[.'])/gm, '\\&');
}

function quoted(text: string): string {
  return `"${escaped(text).replaceAll('"', '""')}"`;
}
