import { formatLocalTime } from '../../notifiers/event/iso-time.ts';
import type { Row } from '../outlook/row.ts';
import { alertLines } from './alert-lines.ts';
import { cut, fit, safeText, type Line, type Size, type Style } from './cells.ts';
import { sharedDomain } from './columns.ts';
import { healthLines } from './health-lines.ts';
import { fitColumns, headLine, rowLine } from './table.ts';
import { filteredRows, selectedRow, type View } from './view.ts';

/** A part of a list that fits the screen. */
export interface ListFrame {
  readonly head: readonly Line[];
  /** The rows that are shown, and the number of rows that there is room for. */
  readonly rows: readonly Row[];
  readonly room: number;
  /** Number of rows before them, and of all. */
  readonly before: number;
  readonly total: number;
}

/** Lines for rows at least, wherever there is room for them. */
const minRows = 3;

/** Divides the screen: health, alerts, and as many rows as fit around the selected one. */
export function listFrame(view: View, { columns, rows: height }: Size): ListFrame {
  const { snapshot } = view;
  const all = filteredRows(view);
  const share = Math.max(1, Math.floor(height / 4));
  const title = titleLine(view, columns);
  const spare = height - 3 - minRows;
  const alerts = alertLines(snapshot.spool.alerts, snapshot.time, columns, Math.min(share, spare - 1));
  // Lines that no row needs are for the faults.
  const unused = height - 3 - alerts.length - all.length;
  const health = healthLines(
    snapshot,
    columns,
    Math.max(1, Math.min(Math.max(share, unused), spare - alerts.length)),
  );
  const head = [title, ...health, ...alerts].slice(0, Math.max(1, height - 2));
  const room = Math.max(0, height - head.length - 2);
  const at = all.findIndex(({ key }) => key === selectedRow(view)?.key);
  const before = Math.max(0, Math.min(at - Math.floor(room / 2), all.length - room));
  return { head, rows: all.slice(before, before + room), room, before, total: all.length };
}

/** The list of all series, in all lines of the screen but the last. */
export function listPage(view: View, size: Size): Line[] {
  const { rows, head, room, before, total } = listFrame(view, size);
  const { snapshot, glyphs } = view;
  const parts = { rows, now: snapshot.time, glyphs, domain: sharedDomain(snapshot.rows) };
  const width = size.columns - 1;
  const fitted = fitColumns(parts, width);
  const selected = selectedRow(view)?.key;
  const lines = rows.map((row): Line => {
    const isSelected = row.key === selected;
    const text = fit(`${isSelected ? '>' : ' '}${rowLine(row, fitted, parts)}`, size.columns);
    const style = isSelected ? 'selected' : styleOf(row);
    return { text, ...(style && { style }) };
  });
  const count = total > room ? ` ${before + 1}-${before + rows.length} of ${total}` : '';
  const title = ` ${headLine(fitted, parts)}`;
  const table: Line[] = [{ text: cut(title, size.columns), style: 'head' }, ...lines];
  if (total === 0) table.push({ text: emptyText(view) });
  return [...withCount(head, count, size.columns), ...table];
}

/** Without a screen: everything, as wide as it has to be. */
export function wholeList(view: View, columns: number): Line[] {
  const { snapshot, glyphs } = view;
  const rows = filteredRows(view);
  const parts = { rows, now: snapshot.time, glyphs, domain: '' };
  const fitted = fitColumns(parts, columns);
  const everything = Number.MAX_SAFE_INTEGER;
  return [
    titleLine(view, columns),
    ...healthLines(snapshot, columns, everything),
    ...alertLines(snapshot.spool.alerts, snapshot.time, columns, everything),
    { text: headLine(fitted, parts), style: 'head' as const },
    ...rows.map((row): Line => {
      const style = styleOf(row);
      return { text: rowLine(row, fitted, parts), ...(style && { style }) };
    }),
    ...(rows.length === 0 ? [{ text: emptyText(view).trim() }] : []),
  ];
}

function titleLine({ snapshot, filter }: View, columns: number): Line {
  const time = formatLocalTime(snapshot.time);
  const filtered = filter === '' ? '' : `  /${safeText(filter)}`;
  return { text: cut(`dma watch  ${time}${filtered}`, columns), style: 'title' };
}

/** The first line with the number of rows at its right end. */
function withCount([title, ...others]: readonly Line[], count: string, columns: number): Line[] {
  const room = columns - count.length;
  const text = room < 10 ? title!.text : fit(title!.text, room) + count;
  return [{ ...title!, text: text.trimEnd() }, ...others];
}

function emptyText({ filter, snapshot }: View): string {
  if (filter !== '' && snapshot.rows.length > 0) return ' no series is like the filter; Esc shows all';
  return snapshot.redis.problem === undefined
    ? ' Redis holds no series of the targets of dma.yaml that gets samples; see dma check'
    : ' nothing has been read yet';
}

function styleOf({ state, silence }: Row): Style | undefined {
  if (silence) return 'dim';
  if (state === 'failure' || state === 'reached') return 'danger';
  return state === 'ok' ? undefined : 'warning';
}
