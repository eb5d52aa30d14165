import { html } from 'hono/html';
import { alertText } from '../../../notifiers/event/alert-text.ts';
import { formatDuration } from '../../../notifiers/event/alert-units.ts';
import type { OpenAlert } from '../../outlook/spool-look.ts';
import type { Row } from '../../outlook/row.ts';
import { feedbackForm } from './forms.ts';
import { clean, timeOf, type Html, type PageFrame } from './page.ts';
import { seriesPath } from './series-cells.ts';

/**
 * The open alerts, the newest first, each with its evidence in words and who was told.
 *
 * @param now epoch seconds
 * @param isAlone true where there is no heading above them
 */
export function alertCards(
  alerts: readonly OpenAlert[],
  rows: readonly Row[],
  now: number,
  frame: Pick<PageFrame, 'person'>,
  isAlone = false,
): Html {
  const byId = new Map(rows.flatMap((row) => (row.alert ? [[row.alert.event.id, row] as const] : [])));
  const newest = alerts.toSorted((a, b) => b.event.since - a.event.since);
  return html`${newest.map((alert) => card(alert, byId.get(alert.event.id), now, { ...frame, isAlone }))}`;
}

function card(
  alert: OpenAlert,
  row: Row | undefined,
  now: number,
  { person, isAlone }: Pick<PageFrame, 'person'> & { readonly isAlone: boolean },
): Html {
  const { event, told, waiting, failed, silence, feedback } = alert;
  const { severity, host, resource, since, id } = event;
  const subject = clean(`${resource} of ${host}`);
  const delivery = [
    told.length > 0 ? `told ${told.join(', ')}` : 'nobody was told',
    ...(waiting.length > 0 ? [`waits for ${waiting.join(', ')}`] : []),
    ...(failed.length > 0 ? [`failed at ${failed.join(', ')}`] : []),
    ...(silence ? [`silenced by ${silence.by}`] : []),
    ...(feedback ? [`marked ${feedback}`] : []),
  ];
  const heading = html`<span class="state state-${severity === 'FAILURE' ? 'failure' : 'warning'}"
      >${severity}</span
    >
    ${row && !isAlone ? html`<a id="a-${id}" href="${seriesPath(row)}">${subject}</a>` : subject}`;
  return html`<article class="card alert ${severity === 'FAILURE' ? 'failure' : 'warning'}">
    ${isAlone ? html`<h2>${heading}</h2>` : html`<h3>${heading}</h3>`}
    <p>
      since ${timeOf(since)}, for ${formatDuration(Math.max(0, now - since))}; ${clean(delivery.join('; '))}
    </p>
    <p class="evidence">${sentences(alertText(event))}</p>
    ${linksOf(event)}
    <p class="faint">${id}</p>
    ${person ? feedbackForm(id, feedback) : ''}
  </article>`;
}

/** Each part of the text in its own line. */
function sentences(text: string): Html {
  return html`${text.split('; ').map((part) => html`<span>${clean(part)}</span>`)}`;
}

/** The links of the target; an event that another program wrote may have any text there. */
function linksOf({ links = {} }: OpenAlert['event']): Html {
  const usable = Object.entries(links).filter(([, url]) => /^https?:\/\//i.test(url));
  if (usable.length === 0) return html``;
  return html`<p>
    ${usable.map(([name, url]) => html`<a href="${url}" rel="noopener noreferrer">${name}</a> `)}
  </p>`;
}
