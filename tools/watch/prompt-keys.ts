import { safeText } from './cells.ts';
import type { Key, Pressed } from './pressed.ts';
import { rowOf, type Prompt, type Scope, type View } from './view.ts';

/** The upper bound of an answer, in characters. */
const maxLength = 500;
const scopes: readonly Scope[] = ['resource', 'host', 'target'];
const verdicts = { m: 'mended', f: 'false', r: 'real' } as const;

/** Takes one key for the question in the last line. */
export function promptKey(view: View, prompt: Prompt, key: Key): Pressed {
  const closed = { ...view, prompt: undefined };
  if (key.name === 'escape')
    return { view: prompt.kind === 'filter' ? { ...closed, filter: prompt.before } : closed };
  if (prompt.kind === 'verdict') {
    const verdict = verdicts[key.sequence as keyof typeof verdicts];
    if (verdict === undefined) return { view };
    return { view: { ...view, prompt: { kind: 'note', alert: prompt.alert, verdict, text: '' } } };
  }
  if (key.name === 'return' || key.name === 'enter') return answered(closed, prompt);
  if (prompt.kind === 'duration' && key.name === 'tab') {
    const scope = scopes[(scopes.indexOf(prompt.scope) + 1) % scopes.length]!;
    return { view: { ...view, prompt: { ...prompt, scope } } };
  }
  const text = edited(prompt.text, key);
  const next = { ...view, prompt: { ...prompt, text } };
  return { view: prompt.kind === 'filter' ? { ...next, filter: text } : next };
}

function answered(view: View, prompt: Exclude<Prompt, { kind: 'verdict' }>): Pressed {
  const text = prompt.text.trim();
  if (prompt.kind === 'filter') return { view: { ...view, filter: text } };
  if (prompt.kind === 'note') {
    const { alert, verdict } = prompt;
    return { view, wish: { kind: 'feedback', alert, verdict, note: text } };
  }
  const { key, scope } = prompt;
  const row = rowOf(view, key);
  if (!row) return { view: { ...view, message: 'the series is gone' } };
  if (prompt.kind === 'duration') {
    const named = { resource: row.host + row.resource, host: row.host, target: row.target }[scope];
    // It would silence others as well.
    if (/[*?{}[\]\\]/.test(named))
      return { view: { ...view, message: 'its name has wildcards: silence it by dma silence add' } };
    if (text === '') return { view };
    return { view: { ...view, prompt: { kind: 'comment', key, scope, duration: text, text: '' } } };
  }
  return { view, wish: { kind: 'silence', row, scope, duration: prompt.duration, comment: text } };
}

/** The text after a key: typed, pasted, or removed. */
function edited(text: string, { name, ctrl, sequence = '' }: Key): string {
  if (name === 'backspace') return text.replace(/.$/su, '');
  if (ctrl && name === 'u') return '';
  if (ctrl && name === 'w') return text.replace(/\S*\s*$/, '');
  if (ctrl || /\p{Cc}/u.test(sequence)) return text;
  return (text + safeText(sequence)).slice(0, maxLength);
}
