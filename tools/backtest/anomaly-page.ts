import { raiseAtPercent } from '../../analysis/risk/risk-percent.ts';
import { htmlTable } from '../report/html-table.ts';
import type { Unit } from '../report/readable.ts';
import type { AnomalyRow } from './anomaly-replay.ts';
import type { AnomalySummary } from './anomaly-summary.ts';
import { anomalyFigures, describeEnsemble, episodeCells, episodeHead, noAlertText } from './anomaly-text.ts';
import { drawnColumn, drawnRows } from './drawn-rows.ts';
import { replayPage } from './replay-page.ts';

/**
 * A page that shows which anomalies would have been told: the alerts as a table, the series with the alerts as a plot,
 * and below it how sure the committee was.
 *
 * @param rows of the replay that is summed up, at least one; long ones are thinned out
 */
export function anomalyReport(summary: AnomalySummary, rows: readonly AnomalyRow[], unit: Unit): string {
  const { series, to, intervalSeconds, alerts, options } = summary;
  const shown = drawnRows(
    rows.map(({ t, value, anomaly, alert }) => ({ t, value, risk: anomaly, alert })),
    intervalSeconds,
  );
  return replayPage({
    title: `${series} - dma backtest`,
    past: summary,
    subject: describeEnsemble(summary),
    figures: anomalyFigures(summary),
    tables: [episodeTable(summary, unit)],
    legend: [
      ['--swatch: var(--value)', 'line', 'value'],
      ['--swatch: var(--late)', '', 'alert'],
      ['--swatch: var(--risk)', 'line', 'how sure of an anomaly (below)'],
    ],
    below: `how sure the committee is, and the ${raiseAtPercent} % from which an alert is on`,
    scripts: ['tools/backtest/anomaly-page.js'],
    unit,
    horizonSeconds: options.horizonSeconds,
    alerts: alerts.map(({ raisedAt, clearedAt }) => ({ from: raisedAt, to: clearedAt ?? to })),
    shown,
    data: { anomaly: drawnColumn(shown, ({ risk }) => risk) },
  });
}

function episodeTable(summary: AnomalySummary, unit: Unit): string {
  const { alerts, to } = summary;
  if (alerts.length === 0) return noAlertText(summary);
  return htmlTable(
    episodeHead,
    alerts.map((episode) => ({
      zoom: { from: episode.raisedAt, to: episode.clearedAt ?? to },
      cells: episodeCells(episode, summary, unit),
    })),
  );
}
