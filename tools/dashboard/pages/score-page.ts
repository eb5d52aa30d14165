import { html } from 'hono/html';
import { formatDuration } from '../../report/readable.ts';
import type { AlertScore, TargetScore } from '../score.ts';
import { outcomeTexts } from './episodes-page.ts';
import { clean, figures, live, table, type Page } from './page.ts';

/** How good the predictions and the alerts turned out. */
export function scorePage(targets: readonly TargetScore[], alerts: AlertScore): Page {
  const { days, outcomes, reliability, falseAWeek, leads } = alerts;
  const head = [
    'target',
    'coverage',
    'error',
    'bias',
    'warned',
    'missed',
    'false alarms',
    'last lead',
    'dma predict',
  ];
  const body = html`<h1>Score</h1>
    ${live(
      'score',
      html`<section class="card" aria-labelledby="alerts-title">
          <h2 id="alerts-title">Alerts of the last ${Math.round(days)} days</h2>
          ${figures([
            ['alerts', String(alerts.alerts)],
            ...Object.entries(outcomes).map(
              ([outcome, number]) =>
                [outcomeTexts[outcome as keyof typeof outcomes], String(number)] as const,
            ),
            [
              'right or mended, of those and the false ones',
              reliability === undefined ? 'not known' : percent(100 * reliability),
            ],
            ['false alarms a week', falseAWeek.toFixed(1)],
            [
              'lead time: shortest, median, longest',
              leads
                ? `${formatDuration(leads.shortest)}, ${formatDuration(leads.median)}, ${formatDuration(leads.longest)}`
                : 'no alert reached its limit',
            ],
          ])}
          <p class="faint">
            An alert was right when the limit was reached after it, or a person says so. What nobody has
            judged is not known: mark it on the page of the alert.
          </p>
        </section>
        <section class="card" aria-labelledby="targets-title">
          <h2 id="targets-title">Predictions of each target</h2>
          ${
            targets.length === 0
              ? html`<p>No dma predict has reported on a target yet.</p>`
              : table(
                  'Figures of each target',
                  head,
                  targets.map((one) => [
                    clean(one.target),
                    percent(one.coveragePercent),
                    percent(one.forecastErrorPercent),
                    percent(one.biasPercent),
                    count(one.warned),
                    count(one.missed),
                    count(one.falseAlarms),
                    one.leadTimeSeconds === undefined ? '' : formatDuration(one.leadTimeSeconds),
                    clean(one.predictor),
                  ]),
                )
          }
          <p class="faint">
            Coverage: values within the forecast's interval; 80 % is promised. Error and bias: in percent of
            the capacity. Warned, missed and false alarms: crossings of the limit with an alert in time and
            without, and alerts without a crossing, since dma predict was started.
          </p>
        </section>`,
    )}`;
  return { title: 'Score', body, liveSeconds: 10 };
}

function percent(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(1)} %`;
}

function count(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}
