import type { Context } from 'hono';
import type { DashboardApp, DashboardEnv } from '../server/guard.ts';
import type { Login } from '../server/login.ts';
import type { Readings } from '../readings.ts';
import { Refusal } from '../refusal.ts';
import { alertScore, targetScores } from '../score.ts';
import { asset } from './assets.ts';
import { coveragePage } from './coverage-page.ts';
import { deliveriesPage } from './deliveries-page.ts';
import { episodePage, episodesPage } from './episodes-page.ts';
import { overviewPage, rowsFor } from './overview-page.ts';
import { framed, type Page, type PageFrame } from './page.ts';
import { scorePage } from './score-page.ts';
import { seriesPage } from './series-page.ts';
import { silencesPage } from './silences-page.ts';

/** A year: the address of a file changes with its content. */
const assetSeconds = 31_536_000;

/** The surroundings of the page that a request asks for. */
export function frameOf(context: Context<DashboardEnv>, login: Login): PageFrame {
  const { pathname, search } = new URL(context.req.url);
  return { person: context.get('person'), canLogIn: login.hasToken, path: pathname + search };
}

/** Adds the pages to the application. @param now epoch seconds */
export function addPages(app: DashboardApp, readings: Readings, login: Login, now: () => number): void {
  const page = (
    path: string,
    make: (context: Context<DashboardEnv>, frame: PageFrame) => Promise<Page>,
  ): void => {
    app.get(path, async (context) => {
      const frame = frameOf(context, login);
      return context.html(framed(await make(context, frame), frame));
    });
  };
  app.get('/assets/:name', (context) => {
    const found = asset(context.req.param('name'));
    if (!found) throw new Refusal(404, 'there is no such file');
    context.header('Cache-Control', `public, max-age=${assetSeconds}, immutable`);
    context.header('Content-Type', found.type);
    return context.body(found.content);
  });
  page('/', async (context, frame) => {
    const wish = { filter: context.req.query('q') ?? '', page: pageNumber(context) };
    let total = 0;
    const { snapshot, rows } = await readings.live.withDetails((seen) => {
      const chosen = rowsFor(seen, wish);
      total = chosen.total;
      return chosen.rows;
    });
    return overviewPage(snapshot, { rows, total }, wish, frame);
  });
  page('/series', async (context, frame) => {
    const { target = '', series = '' } = context.req.query();
    return seriesPage(await readings.series(`${target} ${series}`), frame);
  });
  page('/episodes', async (context, frame) => {
    const wish = { filter: context.req.query('q') ?? '', page: pageNumber(context) };
    return episodesPage(await readings.live.snapshot(), await readings.episodes(), wish, frame);
  });
  page('/episodes/:id', async (context, frame) => {
    const id = context.req.param('id');
    const found = (await readings.episodes()).find(({ episode }) => episode.id === id);
    if (!found) throw new Refusal(404, 'this alert is still open, or ended more than 30 days ago');
    return episodePage(found, frame);
  });
  page('/silences', async (_, frame) => silencesPage((await readings.live.snapshot()).spool, frame));
  page('/deliveries', async () => {
    const { spool } = await readings.live.snapshot();
    return deliveriesPage(await readings.deliveries(), spool, now());
  });
  page('/coverage', async () => coveragePage((await readings.snapshot()).coverage));
  page('/score', async () =>
    scorePage(targetScores(await readings.reports()), alertScore(await readings.episodes(), now())),
  );
}

function pageNumber(context: Context): number {
  const number = Number(context.req.query('page') ?? 1);
  return Number.isInteger(number) && number >= 1 && number < 1e6 ? number : 1;
}
