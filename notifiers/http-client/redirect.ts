import { failure, sendHttpRequest, type Failure, type HttpAnswer, type HttpRequest } from './http-request.ts';

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
