import { evidenceText, rateText } from '../../notifiers/event/evidence-text.ts';
import { formatDuration, formatTime, type Unit } from '../report/readable.ts';
import { htmlTable, type HtmlRow } from '../report/html-table.ts';
import type { JudgedAlert } from './judged-alerts.ts';
import type { BacktestRow } from './replay.ts';
import { crossingTexts, noRiskText, outcomeTexts } from './summary-text.ts';
import type { Summary } from './summary.ts';

/** A row for each alert, and for each crossing that no alert is about. */
export function alertTable(
  { alerts, crossings, judged, to, options: { limitSide = 'upper' } }: Summary,
  rows: readonly BacktestRow[],
  unit: Unit,
): string {
  const head = ['alert raised', 'cleared', crossingTexts[limitSide].head, 'lead time', 'verdict', 'why'];
  const raised = new Map(alerts.map(({ raisedAt }) => [raisedAt, '']));
  for (const row of rows) if (raised.has(row.t)) raised.set(row.t, whyText(row, unit));
  const unannounced = crossings
    .filter(({ leadSeconds }) => leadSeconds === null)
    .filter(({ at }) => alerts.every(({ crossedAt }) => crossedAt !== at))
    .map(({ at, sudden }): HtmlRow => {
      const verdict = sudden ? 'sudden jump, nothing to be seen before' : 'missed: no alert';
      return { zoom: { from: at, to: at }, cells: ['-', '-', formatTime(at), '-', verdict, ''] };
    });
  const told = alerts.map((alert): HtmlRow => {
    const { raisedAt, clearedAt, outcome } = alert;
    return {
      zoom: { from: raisedAt, to: clearedAt ?? to },
      cells: [...cellsOf(alert), raised.get(raisedAt) ?? ''],
      mark: { column: head.indexOf('verdict'), colour: outcome },
    };
  });
  if (told.length + unannounced.length === 0)
    return judged > 0 ? 'No alert, and the limit was not crossed.' : noRiskText;
  return htmlTable(head, [...told, ...unannounced]);
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
