import type { Context } from 'hono';
import type { DashboardApp, DashboardEnv } from '../server/guard.ts';
import type { Login } from '../server/login.ts';
import type { Readings } from '../readings.ts';
import { Refusal } from '../refusal.ts';
import { alertScore, targetScores } from '../score.ts';
import { SharedReading } from '../shared-reading.ts';
import { seriesKey } from '../api/series-routes.ts';
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

/** A request for a page. */
interface Asked {
  readonly query: URLSearchParams;
  /** The parameter of the path. */
  readonly id: string;
}

type PageMaker = (asked: Asked, frame: PageFrame) => Promise<Page>;

export interface PageParts {
  readonly readings: Readings;
  readonly login: Login;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly monotonic: () => number;
}

/** Seconds for which a page is shared by all who ask for the same, and the times of its own length. */
const [keptSeconds, rest] = [1, 3];

/** Adds the pages to the application. */
export function addPages(app: DashboardApp, { readings, login, now, monotonic }: PageParts): void {
  const makers = new Map<string, PageMaker>();
  const pages = new SharedReading(
    async (key) => {
      const { route, id, frame } = JSON.parse(key) as { route: string; id: string; frame: PageFrame };
      const query = new URL(frame.path, 'http://localhost').searchParams;
      return String(await framed(await makers.get(route)!({ query, id }, frame), frame));
    },
    keptSeconds,
    rest,
    monotonic,
  );
  const page = (route: string, make: PageMaker): void => {
    makers.set(route, make);
    app.get(route, async (context) => {
      const key = { route, id: context.req.param('id') ?? '', frame: frameOf(context, login) };
      return context.html(await pages.of(JSON.stringify({ ...key, changes: readings.changes })));
    });
  };
  app.get('/assets/:name', (context) => {
    const found = asset(context.req.param('name'));
    if (!found) throw new Refusal(404, 'there is no such file');
    context.header('Cache-Control', `public, max-age=${assetSeconds}, immutable`);
    context.header('Content-Type', found.type);
    return context.body(found.content);
  });
  page('/', async ({ query }, frame) => {
    const wish = { filter: query.get('q') ?? '', page: pageNumber(query) };
    let total = 0;
    const { snapshot, rows } = await readings.live.withDetails((seen) => {
      const chosen = rowsFor(seen, wish);
      total = chosen.total;
      return chosen.rows;
    });
    return overviewPage(snapshot, { rows, total }, wish, frame);
  });
  page('/series', async ({ query }, frame) => {
    const [redis, target, series] = ['redis', 'target', 'series'].map((name) => query.get(name) ?? '');
    return seriesPage(await readings.series(seriesKey(target!, series!, redis)), frame);
  });
  page('/episodes', async ({ query }, frame) => {
    const wish = { filter: query.get('q') ?? '', page: pageNumber(query) };
    return episodesPage(await readings.live.snapshot(), await readings.episodes(), wish, frame);
  });
  page('/episodes/:id', async ({ id }, frame) => {
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

function pageNumber(query: URLSearchParams): number {
  const number = Number(query.get('page') ?? 1);
  return Number.isInteger(number) && number >= 1 && number < 1e6 ? number : 1;
}
