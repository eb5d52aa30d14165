import type { JudgedAlert } from './judged-alerts.ts';
import { crossingTexts, outcomeTexts } from './digest.ts';
import { escapeHtml } from '../report/escape-html.ts';
import { formatDuration, formatTime } from '../report/readable.ts';
import type { Summary } from './summary.ts';

/** A row for each alert, and for each crossing that no alert is about. */
export function alertTable({ alerts, crossings, to, options: { limitSide = 'upper' } }: Summary): string {
  const unannounced = crossings
    .filter(({ leadSeconds }) => leadSeconds === null)
    .filter(({ at }) => alerts.every(({ crossedAt }) => crossedAt !== at))
    .map(({ at, sudden }) =>
      tableRow(at, at, [
        '-',
        '-',
        formatTime(at),
        '-',
        sudden ? 'sudden jump, nothing to be seen before' : 'missed: no alert',
      ]),
    );
  const rows = alerts.map((alert) =>
    tableRow(alert.raisedAt, alert.clearedAt ?? to, cellsOf(alert), alert.outcome),
  );
  if (rows.length + unannounced.length === 0) return 'No alert, and the limit was not crossed.';
  const head = ['alert raised', 'cleared', crossingTexts[limitSide].head, 'lead time', 'verdict'];
  return `<table><thead><tr>${head.map((text) => `<th>${text}</th>`).join('')}</tr></thead><tbody>
${[...rows, ...unannounced].join('\n')}
</tbody></table>`;
}

function cellsOf({ raisedAt, clearedAt, crossedAt, leadSeconds, outcome }: JudgedAlert): string[] {
  return [
    formatTime(raisedAt),
    clearedAt === null ? 'still on' : formatTime(clearedAt),
    crossedAt === null ? '-' : formatTime(crossedAt),
    leadSeconds === null ? '-' : formatDuration(leadSeconds),
    outcomeTexts[outcome],
  ];
}

/** A row that zooms to its time. */
function tableRow(from: number, to: number, cells: readonly string[], outcome?: string): string {
  const swatch = outcome ? `<span class="swatch" style="--swatch: var(--${outcome})"></span>` : '';
  const inner = cells
    .map((cell, index) => `<td>${index === 4 ? swatch : ''}${escapeHtml(cell)}</td>`)
    .join('');
  return `<tr tabindex="0" data-from="${from}" data-to="${to}">${inner}</tr>`;
}
