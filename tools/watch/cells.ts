import { eastAsianWidth } from 'get-east-asian-width';
import { replaceUnprintable } from '../../notifiers/printable.ts';

/** The look of a line, where the terminal has more than plain text. */
export type Style = 'title' | 'head' | 'selected' | 'danger' | 'warning' | 'dim';

/** A line of the screen: printable, and never wider than the screen. */
export interface Line {
  readonly text: string;
  readonly style?: Style;
}

/** Columns and rows of a terminal. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/**
 * Makes text of others safe for a terminal: controls, format characters and half surrogates become `?`, and of marks
 * that are put on top of each other one stays.
 */
export function safeText(text: string): string {
  const printable = replaceUnprintable(text.toWellFormed().normalize('NFC'), '?');
  return printable.replaceAll(/(\p{M})\p{M}+/gu, '$1');
}

/** The number of columns that safe text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += widthOfCharacter(character);
  return width;
}

function widthOfCharacter(character: string): number {
  if (character <= '~') return 1;
  return /^[\p{Mn}\p{Me}]$/u.test(character) ? 0 : eastAsianWidth(character.codePointAt(0)!);
}

/** The beginning of a text that is at most this wide. */
export function headOf(text: string, width: number): string {
  let [taken, length] = [0, 0];
  for (const character of text) {
    taken += widthOfCharacter(character);
    if (taken > width) break;
    length += character.length;
  }
  return text.slice(0, length);
}

/** The end of a text that is at most this wide. */
export function tailOf(text: string, width: number): string {
  let [left, start] = [widthOf(text), 0];
  for (const character of text) {
    if (left <= width) break;
    left -= widthOfCharacter(character);
    start += character.length;
  }
  return text.slice(start);
}

/** Cuts safe text to a width; a `~` stands for the part that is left out, at the end or in the middle. */
export function cut(text: string, width: number, place: 'end' | 'middle' = 'end'): string {
  if (widthOf(text) <= width) return text;
  if (width < 1) return '';
  if (place === 'end') return `${headOf(text, width - 1)}~`;
  const tail = tailOf(text, Math.floor((width - 1) / 2));
  return `${headOf(text, width - 1 - widthOf(tail))}~${tail}`;
}

/** Cuts or pads safe text to exactly this width. */
export function fit(
  text: string,
  width: number,
  {
    align = 'left',
    place = 'end',
  }: { readonly align?: 'left' | 'right'; readonly place?: 'end' | 'middle' } = {},
): string {
  const short = cut(text, width, place);
  const blanks = ' '.repeat(Math.max(0, width - widthOf(short)));
  return align === 'left' ? short + blanks : blanks + short;
}

/** Breaks safe text at blanks into lines of at most this width; further lines are indented. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (widthOf(longer) <= width || line.trim() === '') line = longer;
    else {
      lines.push(line);
      line = indent + word;
    }
  }
  return [...lines, line].map((one) => cut(one, width));
}
