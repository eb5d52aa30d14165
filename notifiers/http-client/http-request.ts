import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { got } from 'got';
import { setTimeout as sleep } from 'node:timers/promises';
import { HostAddresses } from './host-addresses.ts';
import { createNameLookup } from './name-lookup.ts';
import { secretName, type KnownSecrets } from '../secrets/known-secrets.ts';
import { excerptOf } from './answer-excerpt.ts';
import { answerWithin, UnusableAnswer } from './bounded-answer.ts';
import { classifyProxyRefusal, ProxyRefusal, throughProxy } from './proxied-request.ts';
import type { ProxyChoice } from './proxy.ts';
import { findCertificateFault, tlsNamesInYaml, type TlsNames } from './certificate-fault.ts';
import { held, type FailedDelivery } from '../notifier.ts';
import { classifyError, failure, type Failure, type HttpAnswer } from './http-outcome.ts';
import { findTlsCure } from './tls-cure.ts';
import { cureOfUnreachable } from '../unreachable.ts';

/** The certificate with which a client authenticates. */
export interface ClientCertificate {
  /** PEM: the certificate, followed by its intermediates. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  /** The passphrase of the key. (Default: the key is not encrypted) */
  readonly passphrase?: string | undefined;
}

/** An HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  /** Merged over `User-Agent: collectd-dma` and, with `json`, `Content-Type: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The body as JSON, with a Content-Length: Congress answers 400 to chunked requests. (Default: no body) */
  readonly json?: unknown;
  /** The body as text, instead of `json`; set its `Content-Type` in `headers`. */
  readonly body?: string;
  /** The time for the whole exchange, from name resolution to the last byte of the answer. (Default: 10) */
  readonly timeoutSeconds?: number;
  /** Cancels the request. */
  readonly signal?: AbortSignal;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly clientCertificate?: ClientCertificate | undefined;
  /** The options that name their files, for messages. (Default: those of dma.yaml) */
  readonly tlsNames?: TlsNames;
  /** (Default: no proxy) */
  readonly proxy?: ProxyChoice;
  /** A longer answer is a failure. (Default: 1 MiB) */
  readonly maxAnswerBytes?: number;
  /** Gets the secrets that are sent; they are struck out of what the outcome says. */
  readonly secrets: KnownSecrets;
  /** The request, for messages. (Default: method, origin and path; never user info, query or fragment) */
  readonly label?: string;
}

/**
 * Agents that use a connection once, and tell the receiver so by `connection: close`.
 *
 * Node's global agent keeps the socket when the answer does not repeat that header; the next request would meet a
 * server that has hung up.
 */
const singleUse = {
  http: new HttpAgent({ keepAlive: false }),
  https: new HttpsAgent({ keepAlive: false }),
};

const pause = (seconds: number, signal: AbortSignal): Promise<void> =>
  sleep(Math.max(0, seconds) * 1000, undefined, { signal }).catch(() => undefined);

/** The addresses of all receivers: two notifiers with one receiver share its look-up. */
const addresses = new HostAddresses({
  lookUp: createNameLookup({ sleep: pause }),
  monotonic: () => performance.now() / 1000,
  sleep: pause,
});

/**
 * Sends one request once: no retry, no redirect, no decompression.
 *
 * Never rejects, and settles at once when `signal` is aborted.
 */
export async function sendHttpRequest(request: HttpRequest): Promise<HttpAnswer | Failure> {
  const { signal, timeoutSeconds = 10, maxAnswerBytes = 1024 * 1024, secrets } = request;
  const directLabel = request.label ?? `${request.method} ${bareUrl(request.url)}`;
  if (signal?.aborted) return failure('aborted', true, `${directLabel}: aborted`);
  const proxy = await request.proxy?.choose(request.url);
  if (proxy?.kind === 'failed') return proxy;
  const label = proxy?.kind === 'proxy' ? `${directLabel} through proxy ${proxy.url.origin}` : directLabel;

  for (const [name, value] of Object.entries(request.headers ?? {})) addHeader(name, value, secrets);
  secrets.addUserInfo(request.url);
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  let tooLong = false;
  const sent = request.json === undefined ? request.body : JSON.stringify(request.json);
  try {
    const pending = got(request.url, {
      method: request.method,
      headers: {
        'user-agent': 'collectd-dma',
        ...(request.json === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(sent === undefined ? {} : { body: sent }),
      retry: { limit: 0 },
      followRedirect: false,
      throwHttpErrors: false,
      decompress: false,
      timeout: { request: timeoutSeconds * 1000 },
      signal: stop.signal,
      agent: singleUse,
      dnsLookup: addresses.lookup,
      https: httpsOptions(request),
      ...(proxy?.kind === 'proxy' &&
        throughProxy(request.url, {
          proxy,
          lookup: addresses.lookup,
          ca: request.ca,
          signal: AbortSignal.any([stop.signal, AbortSignal.timeout(timeoutSeconds * 1000)]),
        })),
    });
    void pending.on('downloadProgress', ({ transferred }) => {
      if (transferred <= maxAnswerBytes) return;
      tooLong = true;
      stop.abort();
    });
    const { statusCode, headers, body: given } = await answerWithin(pending, timeoutSeconds);
    // Of a compressed body, got gives the bytes, against its types.
    const body = (given as string | Uint8Array).toString();
    const excerpt = excerptOf(body, headers, secrets);
    return { kind: 'answer', status: statusCode, headers, body, excerpt, label };
  } catch (error) {
    if (tooLong)
      return failure('bad-answer', true, `${label}: the answer is longer than ${maxAnswerBytes} bytes`);
    if (error instanceof UnusableAnswer) return failure('bad-answer', true, `${label}: ${error.message}`);
    const { cause } = error as Error;
    if (cause instanceof ProxyRefusal)
      return { kind: 'failed', delivery: classifyProxyRefusal(cause, label) };
    const failed = classifyError(error, label, secrets);
    // What a proxy closes says nothing about the receiver.
    const isDirect = proxy?.kind !== 'proxy';
    const explained =
      isDirect || /^https:/i.test(request.url) ? explainTls(failed, error as Error, request) : failed;
    const delivery = explained === failed ? explainUnreachable(failed, error as Error, isDirect) : explained;
    const asked = proxy?.kind === 'proxy' ? proxy.url.href : request.url;
    return { kind: 'failed', delivery: blameNameServer(delivery, asked) };
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Adds the value of a header that is a secret by its name, and what follows the scheme of `Authorization`. */
function addHeader(name: string, value: string, secrets: KnownSecrets): void {
  if (!secretName.test(name)) return;
  secrets.add(value);
  secrets.add(value.replace(/^\S+ +/, ''));
}

/**
 * Names the fault of our own certificates, if they have one: servers often just close the connection. Otherwise names
 * the cure, if it is known.
 */
function explainTls(delivery: FailedDelivery, error: Error, request: HttpRequest): FailedDelivery {
  const { url, ca, clientCertificate, tlsNames: names = tlsNamesInYaml } = request;
  if (delivery.reason !== 'tls' && delivery.reason !== 'unreachable') return delivery;
  const isTls = /^https:/i.test(url);
  const fault = isTls
    ? findCertificateFault({ ca, ...clientCertificate }, names, Date.now() / 1000)
    : undefined;
  const cure = fault ?? findTlsCure(error, { url, hasCa: ca !== undefined, names });
  if (cure === undefined) return delivery;
  const message = `${delivery.message}; ${cure}`;
  return fault !== undefined && delivery.reason === 'tls'
    ? held('tls', message, 'renew or correct it')
    : { ...delivery, message };
}

/** Names what to do about a server, or a proxy before it, that cannot be reached. */
function explainUnreachable(delivery: FailedDelivery, error: Error, isDirect: boolean): FailedDelivery {
  const { code = '' } = error as NodeJS.ErrnoException;
  // Behind a proxy, either of the two may have closed a connection.
  if (delivery.reason !== 'unreachable' || (!isDirect && code === 'ECONNRESET')) return delivery;
  const cure = cureOfUnreachable(code, {
    program: isDirect ? 'the server' : 'the proxy',
    option: 'its URL',
  });
  return cure === undefined ? delivery : { ...delivery, message: `${delivery.message}; ${cure}` };
}

/** Tells a name server that does not answer from a receiver that does not. */
function blameNameServer(delivery: FailedDelivery, url: string): FailedDelivery {
  if (delivery.reason !== 'timeout') return delivery;
  const cause = addresses.explainTimeout(new URL(url).hostname);
  return cause === '' ? delivery : { ...delivery, message: `${delivery.message}; ${cause}` };
}

/** The certificates in got's names; absent ones are left out, so that the system's are used. */
function httpsOptions({ ca, clientCertificate }: HttpRequest) {
  return {
    ...(ca === undefined ? {} : { certificateAuthority: ca }),
    ...(clientCertificate && {
      certificate: clientCertificate.certificate,
      key: clientCertificate.key,
      passphrase: clientCertificate.passphrase,
    }),
  };
}

/** The URL without its secret parts. */
function bareUrl(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
