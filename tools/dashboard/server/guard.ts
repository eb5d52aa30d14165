import type { HttpBindings } from '@hono/node-server';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { isOpenToOthers, type ListenAddress } from '../../../plugins/config/listen-address.ts';
import type { RefusalStatus } from '../refusal.ts';
import { loginCookie, type Login, type Person } from './login.ts';

/** The environment of each request. */
export interface DashboardEnv {
  Bindings: HttpBindings;
  Variables: { person: Person | undefined };
}

export type DashboardApp = Hono<DashboardEnv>;

/** Everything comes from this server, and no other site may show it in a frame. */
const headers = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Not `no-referrer`: forms would then have no Origin to check.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
};

/** Answers that are for everybody who can connect: they tell nothing of the series. */
const isForAll = (path: string): boolean =>
  path === '/-/healthy' || path === '/-/ready' || path === '/login' || path.startsWith('/assets/');

export interface GuardParts {
  readonly login: Login;
  readonly address: ListenAddress;
  /** Names beside those of a loopback address. */
  readonly hostNames: readonly string[];
}

/**
 * Lets a request through, or refuses it:
 *
 * - 421 for a `Host` that is not this server's: a page whose name leads to a loopback address could read everything
 * - 401 without a token or certificate where others can connect, and for whatever changes something
 * - 403 for a change that a page of another site asks for
 */
export function guard({ login, address, hostNames }: GuardParts): MiddlewareHandler<DashboardEnv> {
  const names = new Set(['localhost', '127.0.0.1', '[::1]', ...hostNames.map((name) => name.toLowerCase())]);
  if (address.kind === 'tcp') names.add(address.host.includes(':') ? `[${address.host}]` : address.host);
  const isHostChecked = address.kind === 'tcp' && address.isLoopback;
  const isForPersons = isOpenToOthers(address);
  return async (context, next) => {
    for (const [name, value] of Object.entries(headers)) context.header(name, value);
    context.header('Cache-Control', 'no-store');
    const host = context.req.header('host') ?? '';
    if (isHostChecked && !names.has(host.toLowerCase().replace(/:\d*$/, '')))
      return refuse(context, 421, 'this server has another name; see dashboard.hostNames in dma.yaml');
    const person = login.personOf(context.env.incoming, getCookie(context, loginCookie));
    context.set('person', person);
    const { method, path } = context.req;
    const isChange = method !== 'GET' && method !== 'HEAD';
    if (isChange && isOfAnotherSite(context, host))
      return refuse(context, 403, 'a page of another site asked for this');
    if (isForAll(path) || person) return next();
    if (isChange || isForPersons) return askForLogin(context, login);
    return next();
  };
}

/** By the headers that a browser sends and no page can change; programs send neither. */
function isOfAnotherSite(context: Context, host: string): boolean {
  const site = context.req.header('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const origin = context.req.header('origin');
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host.toLowerCase();
}

function askForLogin(context: Context, login: Login): Response {
  const { method, path, url } = context.req;
  const isPage = method === 'GET' && !path.startsWith('/api/') && path !== '/metrics';
  if (isPage && login.hasToken) {
    const { pathname, search } = new URL(url);
    return context.redirect(`/login?to=${encodeURIComponent(pathname + search)}`);
  }
  const ways = login.hasToken
    ? wayWithToken(context.req.header('authorization'))
    : 'a client certificate or a token is needed; see dashboard.tokenFile in dma.yaml';
  context.header('WWW-Authenticate', 'Bearer');
  return refuse(context, 401, ways);
}

/** The way in with a token, by what was tried. */
function wayWithToken(authorization: string | undefined): string {
  if (authorization === undefined) return 'a token (Authorization: Bearer) or a client certificate is needed';
  return /^bearer /i.test(authorization)
    ? 'the token is another one than that of dashboard.tokenFile in dma.yaml'
    : 'a token is given as Authorization: Bearer TOKEN';
}

/** An answer to programs and persons alike, in one line. */
export function refuse(context: Context, status: RefusalStatus, error: string) {
  return context.json({ error }, status);
}
