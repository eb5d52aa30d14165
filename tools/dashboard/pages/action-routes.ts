import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { giveFeedback } from '../../history/feedback.ts';
import { addSilence, expireSilences } from '../../silence/silence.ts';
import type { Readings } from '../readings.ts';
import { Refusal } from '../refusal.ts';
import type { DashboardApp, DashboardEnv } from '../server/guard.ts';
import { loginCookie, loginSeconds, personalName, type Login } from '../server/login.ts';
import { framed } from './page.ts';
import { frameOf } from './page-routes.ts';
import { loginPage } from './plain-pages.ts';

export interface ActionParts {
  readonly readings: Readings;
  readonly login: Login;
  /** dma.yaml; undefined for the default one. */
  readonly file: string | undefined;
  readonly isTls: boolean;
}

const verdicts = ['mended', 'false', 'real'] as const;

/** Adds what the forms of the pages do: log in and out, silence, judge. */
export function addActions(app: DashboardApp, { readings, login, file, isTls }: ActionParts): void {
  const cookie = { path: '/', httpOnly: true, sameSite: 'Strict', secure: isTls } as const;
  app.get('/login', (context) => {
    const page = loginPage(context.req.query('to') ?? '/', false);
    return context.html(framed(page, { ...frameOf(context, login), canLogIn: false }));
  });
  app.post('/login', async (context) => {
    const { token = '', name = '', to = '/' } = await fieldsOf(context);
    if (!login.isToken(token)) {
      const page = loginPage(to, true);
      return context.html(framed(page, { ...frameOf(context, login), canLogIn: false }), 403);
    }
    setCookie(context, loginCookie, login.cookieFor(name), { ...cookie, maxAge: loginSeconds });
    return context.redirect(ownPath(to), 303);
  });
  app.post('/logout', (context) => {
    deleteCookie(context, loginCookie, cookie);
    return context.redirect('/', 303);
  });
  app.post('/silences', async (context) => {
    const { host, target, duration = '', comment = '' } = await fieldsOf(context);
    const all = !host && !target;
    const wish = { host: all ? '*' : host || undefined, target: target || undefined, duration, comment };
    addSilence(file, { ...wish, by: nameOf(context) }, true);
    readings.forget();
    return context.redirect('/silences', 303);
  });
  app.post('/silences/expire', async (context) => {
    const { id = '' } = await fieldsOf(context);
    expireSilences(file, { ids: [id], all: false }, true);
    readings.forget();
    return context.redirect('/silences', 303);
  });
  app.post('/episodes/feedback', async (context) => {
    const { id = '', verdict: given, note = '' } = await fieldsOf(context);
    const verdict = verdicts.find((one) => one === given);
    if (!verdict) throw new Refusal(400, 'say whether it was mended, real or false');
    giveFeedback(file, { id, verdict, note, by: nameOf(context) }, true);
    readings.forget();
    return context.redirect('/episodes', 303);
  });
}

function nameOf(context: Context<DashboardEnv>): string {
  return personalName(context.get('person')?.by ?? '');
}

/** The fields of a form, which has no files. */
async function fieldsOf(context: Context): Promise<Readonly<Partial<Record<string, string>>>> {
  const fields = new URLSearchParams(await context.req.text());
  return Object.fromEntries([...fields].map(([name, text]) => [name, text.trim()]));
}

/** A path of this server, whatever was asked for: `//other.example` leads elsewhere. */
function ownPath(to: string): string {
  return /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.includes('\\') ? to : '/';
}
