import { html } from 'hono/html';
import { formatDuration } from '../../report/readable.ts';
import type { JudgedEpisode, Outcome } from '../../../plugins/delivery/series-record.ts';
import { leadSeconds } from '../../../plugins/spool/closed-episode.ts';
import { episodeLines } from '../../history/episode-text.ts';
import type { Snapshot } from '../../outlook/outlook.ts';
import { alertCards } from './alert-cards.ts';
import { feedbackForm, filterForm, loginHint } from './forms.ts';
import { clean, figures, live, pager, table, timeOf, type Html, type Page, type PageFrame } from './page.ts';

const episodesOfPage = 100;

/** The outcomes in words. */
export const outcomeTexts: Readonly<Record<Outcome, string>> = {
  right: 'right',
  mended: 'mended',
  false: 'false alarm',
  ended: 'ended from outside',
  unknown: 'not known',
};

/** The part of the list that is asked for. */
export interface EpisodesWish {
  /** Part of a host or a resource. */
  readonly filter: string;
  /** From 1. */
  readonly page: number;
}

/** The open alerts, and the ones that have ended with what came of them. */
export function episodesPage(
  snapshot: Snapshot,
  episodes: readonly JudgedEpisode[],
  { filter, page }: EpisodesWish,
  frame: PageFrame,
): Page {
  const words = filter.toLowerCase().split(' ').filter(Boolean);
  const chosen = episodes.filter(({ episode: { host, resource, id }, outcome }) => {
    const text = `${host} ${resource} ${id} ${outcomeTexts[outcome]}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const shown = chosen.slice((page - 1) * episodesOfPage, page * episodesOfPage);
  const query = new URLSearchParams(filter === '' ? {} : { q: filter });
  const { alerts, problem } = snapshot.spool;
  const body = html`<h1>Alerts</h1>
    ${live(
      'open',
      html`<h2>${alerts.length === 0 ? 'No alert is open' : `${alerts.length} open`}</h2>
        ${problem === undefined ? '' : html`<p class="fault">the spool ${clean(problem)}</p>`}
        ${alertCards(alerts, snapshot.rows, snapshot.time, frame)}`,
    )}
    <h2>Ended in the last 30 days</h2>
    ${filterForm('/episodes', filter, 'parts of host, resource or outcome')}
    ${live(
      'ended',
      html`<p class="faint">${chosen.length} of ${episodes.length}</p>
        ${shown.length > 0 ? episodeTable(shown) : ''}
        ${pager('/episodes', query, page, Math.ceil(chosen.length / episodesOfPage))}`,
    )}
    ${frame.person ? '' : loginHint(frame)}`;
  return { title: 'Alerts', body, liveSeconds: 10 };
}

/** Episodes that have ended, a row each. */
export function episodeTable(episodes: readonly JudgedEpisode[]): Html {
  const head = ['verdict', 'since', 'for', 'host', 'resource', 'highest', 'lead', 'note'];
  return table(
    'Alerts that have ended',
    head,
    episodes.map(({ episode, feedback, outcome }) => {
      const { id, since, end, host, resource, highest } = episode;
      const lead = leadSeconds(episode);
      return [
        html`<a href="/episodes/${encodeURIComponent(id)}" id="e-${id}"
          ><span class="state outcome-${outcome}">${outcomeTexts[outcome]}</span
          ><span class="hidden"> ${clean(resource)} of ${clean(host)}</span></a
        >`,
        timeOf(since),
        formatDuration(Math.max(0, end - since)),
        clean(host),
        clean(resource),
        highest,
        lead === undefined ? '' : formatDuration(lead),
        clean(feedback?.note ?? ''),
      ];
    }),
  );
}

/** One episode that has ended: what was predicted then, what came, who was told, and what a person said. */
export function episodePage(judged: JudgedEpisode, frame: PageFrame): Page {
  const { id, host, resource } = judged.episode;
  const title = clean(`Alert of ${resource} of ${host}`);
  const body = html`<h1>${title}</h1>
    <p><span class="state outcome-${judged.outcome}">${outcomeTexts[judged.outcome]}</span></p>
    <section class="card">${figures(episodeLines(judged))}</section>
    <section class="card">
      ${frame.person ? feedbackForm(id, judged.feedback?.verdict) : loginHint(frame)}
      <p class="faint">
        <code>dma history report ${id} &gt; page.html</code> draws that hour with what was predicted then.
      </p>
    </section>
    <p><a href="/episodes">All alerts</a></p>`;
  return { title, body };
}
