import { html } from 'hono/html';
import { countOf } from '../../../notifiers/count-of.ts';
import { formatDuration } from '../../report/readable.ts';
import type { SpoolSight } from '../../outlook/spool-look.ts';
import type { NotifierOverview, SpoolOverview } from '../../spool/overview.ts';
import { maxShownFailed } from '../readings.ts';
import { clean, live, table, timeOf, type Html, type Page } from './page.ts';

/** The events of each notifier: waiting, failing, and dead letters with their reasons. @param now epoch seconds */
export function deliveriesPage(
  { arrived, notifiers, failed }: SpoolOverview,
  { isDeliverThere }: Pick<SpoolSight, 'isDeliverThere'>,
  now: number,
): Page {
  const head = ['notifier', 'state', 'waiting', 'oldest', 'dead letters', 'lost to limits', 'why'];
  const body = html`<h1>Deliveries</h1>
    ${live(
      'deliveries',
      html`<p${isDeliverThere === false ? html` class="fault"` : ''}>${deliverText(isDeliverThere)}; ${countOf(arrived, 'notification')} ${arrived === 1 ? 'has' : 'have'} not been looked at.</p>
${table(
  'Notifiers',
  head,
  notifiers.map((one) => notifierCells(one, now)),
)}
<h2>Dead letters</h2>
${
  failed.length === 0
    ? html`<p>Everything was delivered.</p>`
    : html`<p class="faint">
          The newest ${maxShownFailed} of each notifier. <code>dma spool retry --all</code> sends them again,
          <code>dma spool drop NAME</code> removes one for good.
        </p>
        ${table(
          'Dead letters',
          ['verdict', 'when', 'name', 'message'],
          failed
            .toReversed()
            .map(({ name, reason, message, time }) => [
              clean(reason ?? 'not known'),
              time === undefined ? '' : timeOf(time),
              clean(name),
              clean(message ?? ''),
            ]),
        )}`
}`,
    )}`;
  return { title: 'Deliveries', body, liveSeconds: 10 };
}

function notifierCells(one: NotifierOverview, now: number): readonly (Html | string)[] {
  const {
    name,
    isConfigured,
    waiting,
    oldestTime,
    attempts,
    nextTime,
    message,
    failed,
    overflowed,
    removed,
  } = one;
  const isFailing = attempts !== undefined;
  const next = nextTime === undefined ? '' : `, again in ${formatDuration(Math.max(0, nextTime - now))}`;
  return [
    clean(name),
    html`<span class="state ${isFailing ? 'state-failure' : 'state-ok'}"
      >${isFailing ? `fails since ${countOf(attempts, 'attempt')}${next}` : isConfigured ? 'ok' : 'not in dma.yaml'}</span
    >`,
    String(waiting),
    oldestTime === undefined ? '' : timeOf(oldestTime),
    String(failed),
    String(overflowed + removed),
    clean(message ?? ''),
  ];
}

function deliverText(isThere: boolean | undefined): string {
  if (isThere === undefined) return 'whether dma deliver runs cannot be seen';
  return isThere ? 'dma deliver runs' : 'dma deliver does not run: nobody is told of alerts';
}
