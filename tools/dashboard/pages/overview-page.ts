import { html } from 'hono/html';
import { countOf } from '../../../notifiers/count-of.ts';
import { chosenRows } from '../../outlook/chosen-rows.ts';
import { healthParts } from '../../outlook/health-parts.ts';
import type { Snapshot } from '../../outlook/outlook.ts';
import type { Row } from '../../outlook/row.ts';
import { alertCards } from './alert-cards.ts';
import { filterForm, loginHint } from './forms.ts';
import { clean, live, pager, table, timeOf, type Html, type Page, type PageFrame } from './page.ts';
import { seriesCells, seriesColumns } from './series-cells.ts';

/** Rows of one page: ten thousand at once would make a browser slow. */
export const rowsOfPage = 100;
/** More open alerts are only counted here; the page of alerts has all. */
const maxCards = 20;

/** The part of the list that is asked for. */
export interface OverviewWish {
  readonly filter: string;
  /** From 1. */
  readonly page: number;
}

/** The rows of the page that is asked for, and the number of all that the filter lets through. */
export function rowsFor(
  { rows }: Snapshot,
  { filter, page }: OverviewWish,
): { rows: readonly Row[]; total: number } {
  const chosen = chosenRows(rows, filter);
  return { rows: chosen.slice((page - 1) * rowsOfPage, page * rowsOfPage), total: chosen.length };
}

/** All series by risk, with the open alerts and the health of each part. */
export function overviewPage(
  snapshot: Snapshot,
  { rows, total }: { readonly rows: readonly Row[]; readonly total: number },
  wish: OverviewWish,
  frame: PageFrame,
): Page {
  const { alerts } = snapshot.spool;
  const query = new URLSearchParams(wish.filter === '' ? {} : { q: wish.filter });
  const links = pager('/', query, wish.page, Math.ceil(total / rowsOfPage));
  const body = html`<h1>Overview</h1>
    ${live('health', healthText(snapshot))}
    ${live(
      'alerts',
      html`<h2 id="alerts-count">
          ${alerts.length === 0 ? 'No alert is open' : countOf(alerts.length, 'open alert')}
        </h2>
        ${alertCards(alerts.slice(-maxCards), snapshot.rows, snapshot.time, frame)}
        ${alerts.length > maxCards ? html`<p><a href="/episodes">All ${alerts.length} open alerts</a></p>` : ''}`,
    )}
    <h2>Series by risk</h2>
    ${filterForm('/', wish.filter, 'parts of host, resource or state')}
    ${live(
      'series',
      html`<p class="faint" role="status">${countText(total, snapshot.rows.length)}</p>
        ${links}
        ${
          rows.length === 0
            ? ''
            : table(
                'Series by risk',
                seriesColumns,
                rows.map((row) => seriesCells(row, snapshot.time)),
              )
        }
        ${links}`,
    )}
    ${frame.person ? '' : loginHint(frame)}`;
  return { title: 'Overview', body, liveSeconds: 5 };
}

function countText(total: number, all: number): string {
  if (all === 0) return 'There is no series yet.';
  return total === all ? `${all} series` : `${total} of ${all} series`;
}

/** The parts that are well in one line, each fault in a line of its own. */
export function healthText(snapshot: Snapshot): Html {
  const parts = healthParts(snapshot);
  const fine = parts.filter(({ isFault }) => !isFault).map(({ text }) => clean(text));
  const faults = parts.filter(({ isFault }) => isFault);
  return html`<p class="faint">${timeOf(snapshot.time)} &middot; ${fine.join(' \u00b7 ')}</p>
    ${
      faults.length === 0
        ? ''
        : html`<ul class="faults" aria-label="Faults">
            ${faults.map(({ text }) => html`<li class="fault">${clean(text)}</li>`)}
          </ul>`
    }`;
}
