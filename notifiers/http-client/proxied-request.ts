import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { held, failed, type FailedDelivery } from '../notifier.ts';
import { proxyCredentialsCure } from './http-outcome.ts';
import type { Proxy } from './proxy.ts';

export interface ProxiedParts {
  readonly proxy: Proxy;
  readonly lookup: LookupFunction;
  /** PEM certificates to trust for a proxy with https; undefined for the system's. */
  readonly ca: string | undefined;
  /** Aborted when the time is over: it ends a tunnel that is still being made. */
  readonly signal: AbortSignal;
}

/** A proxy that does not connect us to an https receiver. */
export class ProxyRefusal extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the proxy answered ${status}`);
    this.status = status;
  }
}

/** Maps the status of a proxy to an outcome. */
export function classifyProxyRefusal({ status }: ProxyRefusal, label: string): FailedDelivery {
  const text = `${label}: the proxy answered ${status}`;
  if (status === 407) return held('unauthorized', text, proxyCredentialsCure);
  if (status === 403) return held('forbidden', text, 'let the proxy allow the receiver, or set proxy: off');
  return failed('unreachable', true, text);
}

/** The part of got's options that sends a request through a proxy. */
export function throughProxy(url: string, parts: ProxiedParts) {
  if (new URL(url).protocol === 'https:') return { agent: { https: new TunnelAgent(parts) } };
  return { request: (target: URL, options: RequestOptions) => requestThrough(target, options, parts) };
}

/**
 * Sends an http request to the proxy, which passes it on: its request line holds the whole URL. Many proxies allow
 * CONNECT to port 443 only.
 *
 * @see RFC 9112, 3.2.2
 */
function requestThrough(target: URL, options: RequestOptions, { proxy, lookup, ca }: ProxiedParts) {
  const { origin, host, pathname, search } = target;
  return requestOf(proxy)({
    ...options,
    ...addressOf(proxy),
    agent: singleUseAgentOf(proxy),
    lookup,
    ...(ca === undefined ? {} : { ca }),
    path: `${origin}${pathname}${search}`,
    headers: { ...(options.headers as Record<string, string>), host, ...authorizationOf(proxy) },
  });
}

/**
 * Makes a tunnel through the proxy for each https request, in which TLS reaches the receiver itself.
 *
 * @see RFC 9110, 9.3.6
 */
class TunnelAgent extends HttpsAgent {
  readonly #parts: ProxiedParts;

  constructor(parts: ProxiedParts) {
    super({ keepAlive: false });
    this.#parts = parts;
  }

  override createConnection(options: RequestOptions, made: (error: Error | null, stream: Duplex) => void) {
    const { proxy, lookup, ca, signal } = this.#parts;
    const name = String(options.host);
    const authority = `${name.includes(':') ? `[${name}]` : name}:${options.port}`;
    // Node.js wants no stream beside an error.
    const fail = made as (error: Error) => void;
    const request = requestOf(proxy)({
      ...addressOf(proxy),
      agent: singleUseAgentOf(proxy),
      lookup,
      ...(ca === undefined ? {} : { ca }),
      signal,
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, 'user-agent': 'collectd-dma', ...authorizationOf(proxy) },
    });
    request.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode >= 200 && statusCode <= 299)
        return made(null, super.createConnection({ ...options, socket } as RequestOptions)!);
      socket.destroy();
      fail(new ProxyRefusal(statusCode));
    });
    request.once('error', (error) => fail(signal.aborted ? silence() : error));
    request.end();
    return undefined;
  }
}

/** The error of a proxy that has not answered in time, as of a connection. */
function silence(): Error {
  return Object.assign(new Error('the proxy has not answered in time'), { code: 'ETIMEDOUT' });
}

function requestOf({ url }: Proxy): typeof httpRequest {
  return url.protocol === 'https:' ? httpsRequest : httpRequest;
}

function singleUseAgentOf({ url }: Proxy): HttpAgent {
  return url.protocol === 'https:'
    ? new HttpsAgent({ keepAlive: false })
    : new HttpAgent({ keepAlive: false });
}

function addressOf({ url: { protocol, hostname, port } }: Proxy) {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { protocol, host, hostname: host, port: port || (protocol === 'https:' ? 443 : 80) };
}

function authorizationOf({ authorization }: Proxy): Readonly<Record<string, string>> {
  return authorization === undefined ? {} : { 'proxy-authorization': authorization };
}
