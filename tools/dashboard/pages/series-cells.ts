import { html } from 'hono/html';
import { formatAmount } from '../../../notifiers/event/alert-units.ts';
import { fullText, shortAmount, shortChange } from '../../outlook/amounts.ts';
import type { Row, RowState } from '../../outlook/row.ts';
import { seriesQuery } from '../api/series-routes.ts';
import { clean, type Html } from './page.ts';

/** The states in words. */
export const stateTexts: Readonly<Record<RowState, string>> = {
  failure: 'FAILURE',
  warning: 'WARNING',
  reached: 'limit reached',
  alert: 'high risk',
  late: 'no samples',
  unread: 'cannot be read',
  blind: 'not predicted',
  ok: 'ok',
};

export function seriesPath(row: Pick<Row, 'target' | 'series' | 'store'>): string {
  return `/series?${seriesQuery(row)}`;
}

export function stateBadge({ state, silence }: Pick<Row, 'state' | 'silence'>): Html {
  return html`<span class="state state-${state}">${stateTexts[state]}</span
    >${silence ? html` <span class="state">silenced</span>` : ''}`;
}

export function riskText({ riskPercent }: Pick<Row, 'riskPercent'>): string {
  return riskPercent === undefined ? '?' : `${Math.round(riskPercent)} %`;
}

/** The value against the limit as a bar, and in words for screen readers. */
export function limitBar({ details: { value, limit }, limitSide }: Row): Html {
  if (value === undefined || limit === undefined || limit === 0 || value === 0) return html`-`;
  const share = limitSide === 'upper' ? value / limit : limit / value;
  if (!(share >= 0)) return html`-`;
  const percent = Math.round(100 * share);
  const width = Math.min(100, percent);
  return html`<svg
      class="limit-bar ${share >= 0.9 ? 'near' : ''}"
      viewBox="0 0 100 10"
      preserveAspectRatio="none"
      role="img"
      aria-label="${percent} % of the limit"
    >
      <rect width="100" height="10" class="whole" />
      <rect width="${width}" height="10" class="part" /></svg
    ><span class="beside">${percent} %</span>`;
}

/** The last ten minutes as a line; nothing for screen readers, who have the numbers. */
export function sparkline({ details: { recent } }: Row): Html {
  const points = 60;
  if (recent.length < 2) return html``;
  const step = Math.max(1, Math.floor(recent.length / points));
  const shown = recent.filter((_, index) => (recent.length - 1 - index) % step === 0);
  const values = shown.map(({ value }) => value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const [from, to] = [shown[0]!.time, shown.at(-1)!.time];
  // What hardly moves is a flat line, not a magnified noise.
  const span = Math.max(high - low, 0.02 * Math.abs(high), Number.MIN_VALUE);
  const middle = (low + high) / 2;
  const at = ({ time, value }: { time: number; value: number }): string =>
    `${((98 * (time - from)) / Math.max(to - from, 1e-9) + 1).toFixed(1)},${(12 - (20 * (value - middle)) / span).toFixed(1)}`;
  return html`<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">
    <polyline points="${shown.map(at).join(' ')}" />
  </svg>`;
}

/** The names of the columns of a list of series, and their cells. @param now epoch seconds */
export const seriesColumns = [
  'risk',
  'host',
  'resource',
  'now',
  'to limit',
  'per minute',
  'ahead',
  'full',
  '10 minutes',
  'state',
];

export function seriesCells(row: Row, now: number): readonly (Html | string)[] {
  const { details, unit, limitSide } = row;
  const { value, limit, forecast, perMinute, full } = details;
  const isReached = row.state === 'reached' || row.riskPercent === 100;
  return [
    html`<span class="risk ${riskClass(row)}">${riskText(row)}</span>`,
    html`<a id="s-${row.key}" href="${seriesPath(row)}">${row.host}</a>${inStore(row)}`,
    row.resource,
    amount(value, row),
    limitBar(row),
    shortChange(perMinute, unit, limit),
    forecast?.value === undefined
      ? ''
      : html`${shortAmount(forecast.value, unit)}<span class="hidden"
            >, limit
            ${limit === undefined ? 'unknown' : formatAmount(limit, unit)}${limitSide === 'lower' ? ', a lower one' : ''}</span
          >`,
    isReached ? 'reached' : fullText(full, now, 24),
    sparkline(row),
    stateBadge(row),
  ];
}

/** The name of the Redis of a row, where there are several. */
function inStore({ store }: Pick<Row, 'store'>): Html {
  return store === undefined ? html`` : html` <span class="faint">in ${clean(store)}</span>`;
}

function amount(value: number | undefined, { unit }: Row): string {
  return shortAmount(value, unit);
}

function riskClass({ riskPercent = 0 }: Row): string {
  return riskPercent >= 50 ? 'high' : riskPercent >= 20 ? 'some' : '';
}
