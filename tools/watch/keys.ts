import { safeText } from './cells.ts';
import type { Key, Pressed } from './pressed.ts';
import { promptKey } from './prompt-keys.ts';
import { filteredRows, rowOf, selectedRow, type MarkedAlert, type View } from './view.ts';

/**
 * Takes one key.
 *
 * @param room number of rows that the list shows
 */
export function press(shown: View, key: Key, room: number): Pressed {
  if (key.ctrl && key.name === 'c') return { view: shown, wish: { kind: 'quit' } };
  if (key.ctrl && key.name === 'z') return { view: shown, wish: { kind: 'suspend' } };
  const view = { ...shown, message: undefined };
  if (key.ctrl && key.name === 'l') return { view, wish: { kind: 'refresh' } };
  if (view.prompt) return promptKey(view, view.prompt, key);
  if (view.page === 'help') return { view: { ...view, page: 'list' } };
  return (
    commonKey(view, key) ?? (view.page === 'list' ? listKey(view, key, room) : seriesKey(view, key, room))
  );
}

/** Keys of all pages. */
function commonKey(view: View, key: Key): Pressed | undefined {
  const row = view.page === 'series' ? rowOf(view, view.selected) : selectedRow(view);
  const { sequence } = key;
  if (sequence === 'q') return { view, wish: { kind: 'quit' } };
  if (sequence === 'r') return { view, wish: { kind: 'refresh' } };
  if (sequence === '?') return { view: { ...view, page: 'help' } };
  if (sequence !== 's' && sequence !== 'm') return undefined;
  if (!row) return { view: { ...view, message: 'there is no series to choose' } };
  if (sequence === 'm') return { view, wish: { kind: 'find-alert', row } };
  return { view: { ...view, prompt: { kind: 'duration', key: row.key, scope: 'resource', text: '1h' } } };
}

function listKey(view: View, key: Key, room: number): Pressed {
  const row = selectedRow(view);
  if (key.sequence === '/')
    return { view: { ...view, prompt: { kind: 'filter', text: view.filter, before: view.filter } } };
  if (key.name === 'escape') return { view: { ...view, filter: '' } };
  if (key.name === 'return' || key.name === 'enter') {
    if (!row) return { view };
    const opened = { ...view, page: 'series', selected: row.key, scroll: 0 } as const;
    return { view: { ...opened, past: undefined, alerts: undefined }, wish: { kind: 'open', row } };
  }
  const step = stepOf(key, room);
  if (step === undefined) return { view };
  const rows = filteredRows(view);
  const at = rows.findIndex((one) => one.key === row?.key);
  const to = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  return { view: { ...view, selected: to?.key } };
}

function seriesKey(view: View, key: Key, room: number): Pressed {
  if (['escape', 'left', 'backspace', 'return'].includes(key.name ?? ''))
    return { view: { ...view, page: 'list' } };
  const step = stepOf(key, room);
  if (step === undefined) return { view };
  // The page bounds it again by its length.
  return { view: { ...view, scroll: Math.max(0, Math.min(view.scroll + step, 200)) } };
}

/** Lines down by the name of a key, and by its character; `page` stands for a screen. */
const steps: Readonly<Record<string, number | 'page' | 'page back'>> = {
  up: -1,
  down: 1,
  pageup: 'page back',
  pagedown: 'page',
  home: Number.NEGATIVE_INFINITY,
  end: Number.POSITIVE_INFINITY,
};
const letters: typeof steps = { k: -1, j: 1, ' ': 'page', g: steps['home']!, G: steps['end']! };

function stepOf({ name = '', sequence = '' }: Key, room: number): number | undefined {
  const step = steps[name] ?? letters[sequence];
  const page = Math.max(1, room - 1);
  if (step === 'page') return page;
  return step === 'page back' ? -page : step;
}

/** The question for the verdict on an alert. */
export function askVerdict(view: View, alert: MarkedAlert): View {
  return { ...view, prompt: { kind: 'verdict', alert: { ...alert, subject: safeText(alert.subject) } } };
}
