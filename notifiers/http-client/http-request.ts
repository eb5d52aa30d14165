import { got } from 'got';
import { classifyError, failure, type Failure, type HttpAnswer } from './http-outcome.ts';

/** What a client shows of itself where a server asks for it. */
export interface ClientCertificate {
  /** PEM: the certificate, then those that lead to one that the server trusts. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
  /** Of the key. (Default: the key is not encrypted) */
  readonly passphrase?: string | undefined;
}

/** One HTTP request. */
export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly url: string;
  /** Merged over `User-Agent: collectd-dma` and, with `json`, `Content-Type: application/json`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as the body, as JSON with a Content-Length: Congress answers 400 to a chunked request. (Default: no body.) */
  readonly json?: unknown;
  /** Sent as it is, in the place of `json`; its `Content-Type` belongs into `headers`. */
  readonly body?: string;
  /** For the whole exchange, from the name look-up to the last byte of the answer. (Default: 10) */
  readonly timeoutSeconds?: number;
  /** Ends the request at once. */
  readonly signal?: AbortSignal;
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string | undefined;
  readonly clientCertificate?: ClientCertificate | undefined;
  /** A longer answer is a failure. (Default: 1 MiB) */
  readonly maxAnswerBytes?: number;
  /** How messages name the request. (Default: method, origin and path; never user info, query or fragment) */
  readonly label?: string;
}

/**
 * Sends one request, once: no retry, no redirect, no decompression.
 *
 * Never rejects, and settles at once when `signal` is aborted.
 */
export async function sendHttpRequest(request: HttpRequest): Promise<HttpAnswer | Failure> {
  const { signal, timeoutSeconds = 10, maxAnswerBytes = 1024 * 1024 } = request;
  const label = request.label ?? `${request.method} ${bareUrl(request.url)}`;
  if (signal?.aborted) return failure('aborted', true, `${label}: aborted`);

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
        // A kept connection may be closed by the sink at the moment it is used again, which costs an attempt.
        connection: 'close',
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
      https: httpsOptions(request),
    });
    void pending.on('downloadProgress', ({ transferred }) => {
      if (transferred <= maxAnswerBytes) return;
      tooLong = true;
      stop.abort();
    });
    const { statusCode, headers, body } = await pending;
    return { kind: 'answer', status: statusCode, headers, body, label };
  } catch (error) {
    if (tooLong)
      return failure('bad-answer', true, `${label}: the answer is longer than ${maxAnswerBytes} bytes`);
    return { kind: 'failed', delivery: classifyError(error, label) };
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Certificates as got names them; what is absent is left out, for the system's to be used. */
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

/** The URL without what may be secret or is of no use to a reader. */
function bareUrl(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

const maximumRedirects = 3;

/**
 * Sends a request, and sends it again unchanged to where the answer points: at most three times, for 307 and 308 only
 * (the others would turn it into a GET), and only within the same origin or from `http://host` to `https://host` on
 * their usual ports, because the request carries credentials.
 *
 * Fails with `rejected`, not recoverable, at a redirect to elsewhere, and with `bad-answer` at one too many: a loop is a
 * fault of the sink, which somebody will mend. The timeout is for each request.
 */
export async function sendFollowingRedirects(request: HttpRequest): Promise<HttpAnswer | Failure> {
  let { url } = request;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await sendHttpRequest({ ...request, url });
    if (answer.kind === 'failed' || (answer.status !== 307 && answer.status !== 308)) return answer;
    const said = `${answer.label}: answered ${answer.status}`;
    const next = nextUrl(url, answer.headers.location);
    // Neither path nor query is shown: a redirect may repeat what is secret in them.
    if (!next) return failure('rejected', false, `${said} without a usable Location`);
    if (!isFollowed(new URL(url), next))
      return failure(
        'rejected',
        false,
        `${said} to ${next.origin}, which is not followed: put the new address into url`,
      );
    if (redirects === maximumRedirects)
      return failure('bad-answer', true, `${said} after ${maximumRedirects} redirects`);
    url = next.href;
  }
}

function nextUrl(from: string, location: string | undefined): URL | undefined {
  if (!location || !URL.canParse(location, from)) return undefined;
  const next = new URL(location, from);
  const isHttp = next.protocol === 'http:' || next.protocol === 'https:';
  return isHttp && !next.username && !next.password ? next : undefined;
}

/** A usual port is an empty string in a URL. */
function isFollowed(from: URL, to: URL): boolean {
  if (from.origin === to.origin) return true;
  const isUpgrade =
    from.protocol === 'http:' && to.protocol === 'https:' && from.port === '' && to.port === '';
  return isUpgrade && from.hostname === to.hostname;
}
