import { headOf, safeText, tailOf, widthOf, type Size } from './cells.ts';
import { rowOf, type Prompt, type View } from './view.ts';

/** By the width that they need: in words, or as they are. */
const listKeys = [
  'Enter one series  / filter  s silence  m mark  ? help  q quit',
  'Enter / s m  ? help  q quit',
];
const seriesKeys = ['Esc back  s silence  m mark  ? help  q quit', 'Esc s m  ? help  q quit'];

/** The last line: the question that takes the keys, the outcome of the last action, or the keys. */
export function promptLine(view: View, { columns }: Size): string {
  const { prompt, message, page } = view;
  if (prompt) return questionLine(questionOf(view, prompt), 'text' in prompt ? prompt.text : '', columns);
  if (message !== undefined) return safeText(message);
  if (page === 'help') return 'any key: back';
  const keys = page === 'list' ? listKeys : seriesKeys;
  return keys.find((text) => text.length <= columns) ?? 'q quit';
}

/** The end of the text is what a person looks at while typing. */
function questionLine(question: string, text: string, columns: number): string {
  const asked = headOf(question, Math.max(0, columns - Math.min(widthOf(text), 12) - 2));
  return `${asked}${tailOf(text, columns - widthOf(asked) - 1)}_`;
}

function questionOf(view: View, prompt: Prompt): string {
  if (prompt.kind === 'filter') return '/';
  if (prompt.kind === 'verdict')
    return safeText(`${prompt.alert.subject}: m mended, f false, r real, Esc nothing `);
  if (prompt.kind === 'note') return safeText(`${prompt.verdict}: ${prompt.alert.subject}, note: `);
  const subject = scopeText(view, prompt);
  if (prompt.kind === 'duration') return `silence ${subject} for (Tab: another scope): `;
  return safeText(`silence ${subject} for ${prompt.duration}, comment: `);
}

/** The subject of a silence, such as `memory of web1`. */
function scopeText(view: View, { scope, key }: Extract<Prompt, { kind: 'duration' | 'comment' }>): string {
  const row = rowOf(view, key);
  if (!row) return 'nothing';
  const { host, resource, target } = row;
  if (scope === 'host') return safeText(`everything of ${host}`);
  return safeText(scope === 'target' ? `${target} of all hosts` : `${resource} of ${host}`);
}
