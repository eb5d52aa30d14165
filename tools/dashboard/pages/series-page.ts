import { html } from 'hono/html';
import { raiseAtPercent } from '../../../analysis/risk/risk-percent.ts';
import { recordText } from '../../../notifiers/event/evidence-text.ts';
import { formatAmount, formatAmounts, formatDuration } from '../../../notifiers/event/alert-units.ts';
import { clockText, fullText, shortChange } from '../../outlook/amounts.ts';
import { evidenceText } from '../../outlook/evidence-text.ts';
import { isOfEnsemble, type Row } from '../../outlook/row.ts';
import type { SeriesPast } from '../../outlook/series-past.ts';
import { plotPoints } from '../plot-points.ts';
import type { SeriesReading } from '../readings.ts';
import { alertCards } from './alert-cards.ts';
import { episodeTable } from './episodes-page.ts';
import { loginHint, silenceForm } from './forms.ts';
import { clean, figures, live, type Html, type Page, type PageFrame } from './page.ts';
import { riskText, stateBadge } from './series-cells.ts';

/** One series: its plot with the forecasts that were made for it, the evidence in words, and its alerts. */
export function seriesPage({ row, past, alerts, time }: SeriesReading, frame: PageFrame): Page {
  const { host, resource, alert, silence } = row;
  const title = clean(`${resource} of ${host}`);
  const body = html`<h1>${title}</h1>
    <p class="faint">
      ${clean(row.series)}, target ${row.target}${row.store === undefined ? '' : `, Redis ${row.store}`}
    </p>
    ${live(
      'figures',
      html`<p>${stateBadge(row)}</p>
        ${figures(figuresOf(row, time))}`,
    )}
    ${live('alert', alert ? alertCards([alert], [row], time, frame, true) : html``)}
    <section class="card" aria-labelledby="plot-title">
      <h2 id="plot-title">What came, and what was predicted</h2>
      <div class="bar">
        <span><span class="swatch line of-value"></span>value</span>
        <span
          ><span class="swatch of-band"></span>predicted ${formatDuration(row.horizonSeconds)} before</span
        >
        <span><span class="swatch line of-forecast"></span>expected now</span>
        <span><span class="swatch line of-limit"></span>limit</span>
        <span><span class="swatch of-alert"></span>alert</span>
        <span><span aria-hidden="true">&#9650;&#9660;</span> change points</span>
      </div>
      <p
        id="readout"
        aria-hidden="true"
        data-hint="Move over the plot to read values; drag to zoom in, double-click to zoom out."
      ></p>
      <div id="plot" role="img" aria-label="${plotText(row, past)}"></div>
    </section>
    <section class="card" aria-labelledby="evidence-title">
      <h2 id="evidence-title">${isOfEnsemble(row) ? 'How odd it is' : `Why the risk is ${riskText(row)}`}</h2>
      ${live(
        'evidence',
        html`<ul>
          ${evidenceText(row, past.evidence, time).map((text) => html`<li>${clean(text)}</li>`)}
        </ul>`,
      )}
    </section>
    <section class="card" aria-labelledby="past-title">
      <h2 id="past-title">Alerts of this series that have ended</h2>
      ${live(
        'past',
        html`<p>${alerts.record ? recordText(alerts.record) : 'There was none in the last 30 days.'}</p>
          ${alerts.episodes.length > 0 ? episodeTable(alerts.episodes.slice(0, 50)) : ''}`,
      )}
    </section>
    <section class="card" aria-labelledby="silence-title">
      <h2 id="silence-title">Silence it</h2>
      ${live('silenced', silence ? html`<p>It is silenced by ${clean(silence.by)}; see <a href="/silences">silences</a>.</p>` : html``)}
      ${frame.person ? silenceForm({ host, target: resource }) : loginHint(frame)}
    </section>`;
  return {
    title,
    body,
    liveSeconds: 5,
    scripts: ['uPlot.iife.min.js', 'plot-labels.js', 'report-plot.js', 'series-plot.js'],
    data: {
      unit: row.unit,
      limit: row.details.limit,
      limitSide: row.limitSide,
      from: past.from,
      to: past.to,
      ...plotPoints(past),
      expected: row.details.forecast?.value,
      expectedAt: row.details.forecast && row.details.forecast.time + row.horizonSeconds,
      alerts: [
        ...(alert ? [{ from: alert.event.since, to: time }] : []),
        ...alerts.episodes.map(({ episode: { since, end } }) => ({ from: since, to: end })),
      ].filter(({ to }) => to >= past.from),
    },
  };
}

function figuresOf(row: Row, now: number): readonly (readonly [string, Html | string])[] {
  const { details, unit, horizonSeconds, limitSide } = row;
  const { value, limit, capacity, forecast, full, perMinute } = details;
  const amount = (of: number | undefined): string => (of === undefined ? '?' : formatAmount(of, unit, limit));
  const interval =
    forecast?.lower === undefined || forecast.upper === undefined
      ? ''
      : ` (${formatAmounts([forecast.lower, forecast.upper], ' to ', unit, limit)})`;
  if (isOfEnsemble(row))
    return [
      [row.watched.standing === 'late' ? 'last value' : 'now', amount(value)],
      ['change a minute', shortChange(perMinute, unit, limit)],
      [`sure of an anomaly, alert from ${raiseAtPercent} %`, riskText(row)],
    ];
  return [
    [row.watched.standing === 'late' ? 'last value' : 'now', amount(value)],
    [limitSide === 'lower' ? 'lower limit' : 'limit', amount(limit)],
    ...(capacity === undefined ? [] : [['capacity', amount(capacity)] as const]),
    ['change a minute', shortChange(perMinute, unit, limit)],
    [`expected in ${formatDuration(horizonSeconds)}`, `${amount(forecast?.value)}${interval}`],
    ['limit at', row.riskPercent === 100 ? 'yes' : fullText(full, now, 40)],
    [`risk, alert from ${raiseAtPercent} %`, riskText(row)],
  ];
}

function plotText(
  { details: { value, limit, forecast }, unit }: Row,
  { evidence, to }: Pick<SeriesPast, 'evidence' | 'to'>,
): string {
  const change = evidence?.changes.at(-1);
  const last = change ? `, it goes ${change.way} since ${clockText(change.time, to)}` : '';
  const amount = (of: number | undefined): string =>
    of === undefined ? 'unknown' : formatAmount(of, unit, limit);
  return `Plot of the recent values: now ${amount(value)}, expected ${amount(forecast?.value)}, limit ${amount(limit)}${last}`;
}
