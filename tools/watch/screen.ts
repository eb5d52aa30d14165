import { cut, type Line, type Size } from './cells.ts';
import { helpPage } from './help-page.ts';
import { listPage } from './list-page.ts';
import { promptLine } from './prompt-line.ts';
import { seriesPage } from './series-page.ts';
import { rowOf, type View } from './view.ts';

/** The whole screen: as many lines as it has, none wider than it is. */
export function screen(view: View, size: Size): Line[] {
  const { columns, rows } = size;
  if (columns < 1 || rows < 1) return [];
  const page = pageOf(view, size).slice(0, rows - 1);
  const blanks = Array.from({ length: rows - 1 - page.length }, (): Line => ({ text: '' }));
  const last: Line = { text: promptLine(view, size), style: view.prompt ? 'title' : 'dim' };
  return [...page, ...blanks, last].map((line) => ({ ...line, text: cut(line.text, columns) }));
}

function pageOf(view: View, size: Size): Line[] {
  if (view.page === 'help') return helpPage(size);
  const row = view.page === 'series' ? rowOf(view, view.selected) : undefined;
  return row ? seriesPage(view, row, size) : listPage(view, size);
}
