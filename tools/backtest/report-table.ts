import { evidenceText, rateText } from '../../notifiers/event/evidence-text.ts';
import { formatDuration, formatTime, type Unit } from '../report/readable.ts';
import { escapeHtml } from '../report/report-frame.ts';
import type { JudgedAlert } from './judged-alerts.ts';
import type { BacktestRow } from './replay.ts';
import { crossingTexts, outcomeTexts } from './summary-text.ts';
import type { Summary } from './summary.ts';

/** A row for each alert, and for each crossing that no alert is about. */
export function alertTable(
  { alerts, crossings, to, options: { limitSide = 'upper' } }: Summary,
  rows: readonly BacktestRow[],
  unit: Unit,
): string {
  const head = ['alert raised', 'cleared', crossingTexts[limitSide].head, 'lead time', 'verdict', 'why'];
  const raised = new Map(alerts.map(({ raisedAt }) => [raisedAt, '']));
  for (const row of rows) if (raised.has(row.t)) raised.set(row.t, whyText(row, unit));
  const unannounced = crossings
    .filter(({ leadSeconds }) => leadSeconds === null)
    .filter(({ at }) => alerts.every(({ crossedAt }) => crossedAt !== at))
    .map(({ at, sudden }) =>
      tableRow(head, at, at, [
        '-',
        '-',
        formatTime(at),
        '-',
        sudden ? 'sudden jump, nothing to be seen before' : 'missed: no alert',
        '',
      ]),
    );
  const told = alerts.map((alert) =>
    tableRow(
      head,
      alert.raisedAt,
      alert.clearedAt ?? to,
      [...cellsOf(alert), raised.get(alert.raisedAt) ?? ''],
      alert.outcome,
    ),
  );
  if (told.length + unannounced.length === 0) return 'No alert, and the limit was not crossed.';
  return `<table><thead><tr>${head.map((text) => `<th>${text}</th>`).join('')}</tr></thead><tbody>
${[...told, ...unannounced].join('\n')}
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

/** The evidence at the moment when an alert was raised. */
function whyText({ climb, exhaustion, verdict }: BacktestRow, unit: Unit): string {
  if (exhaustion === 0) return 'the limit was reached';
  const abnormal = verdict == null ? {} : { abnormal: verdict === 1 };
  if (!climb) return verdict === 1 ? 'the detector called it abnormal' : '';
  const evidence = { ...climb, ...abnormal };
  const ahead = exhaustion === null ? '' : `; at the limit in ${formatDuration(exhaustion)}`;
  return `${rateText(evidence, unit)}${ahead}; ${evidenceText(evidence)}`;
}

/** A row that zooms to its time. */
function tableRow(
  head: readonly string[],
  from: number,
  to: number,
  cells: readonly string[],
  outcome?: string,
): string {
  const swatch = outcome ? `<span class="swatch" style="--swatch: var(--${outcome})"></span>` : '';
  const inner = cells
    .map(
      (cell, index) => `<td data-name="${head[index]}">${index === 4 ? swatch : ''}${escapeHtml(cell)}</td>`,
    )
    .join('');
  return `<tr tabindex="0" data-from="${from}" data-to="${to}">${inner}</tr>`;
}
