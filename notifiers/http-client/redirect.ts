import { failure, heldFailure, type Failure, type HttpAnswer } from './http-outcome.ts';
import { sendHttpRequest, type HttpRequest } from './http-request.ts';

const maxRedirects = 3;
const cure = 'put the new address into url';

/**
 * Sends a request and follows at most three redirects with the same method and body.
 *
 * Only 307 and 308 are followed (others turn the request into a GET), and only to the same origin or from `http://host`
 * to `https://host` on the default ports, because the request carries credentials. Any other target fails with
 * `rejected`, for a person to mend. Too many redirects fail with `bad-answer`: somebody will repair the loop. The
 * timeout applies to each request.
 */
export async function sendFollowingRedirects(request: HttpRequest): Promise<HttpAnswer | Failure> {
  let { url } = request;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await sendHttpRequest({ ...request, url });
    if (answer.kind === 'failed' || (answer.status !== 307 && answer.status !== 308)) return answer;
    const said = `${answer.label}: answered ${answer.status}`;
    const next = nextUrl(url, answer.headers.location);
    // A redirect may repeat secrets in its path or query.
    if (!next) return heldFailure('rejected', `${said} without a usable Location`, cure);
    if (!isFollowed(new URL(url), next))
      return heldFailure('rejected', `${said} to ${next.origin}, which is not followed`, cure);
    if (redirects === maxRedirects)
      return failure('bad-answer', true, `${said} after ${maxRedirects} redirects`);
    url = next.href;
  }
}

function nextUrl(from: string, location: string | undefined): URL | undefined {
  if (!location || !URL.canParse(location, from)) return undefined;
  const next = new URL(location, from);
  const isHttp = next.protocol === 'http:' || next.protocol === 'https:';
  return isHttp && !next.username && !next.password ? next : undefined;
}

/** URL leaves default ports empty. */
function isFollowed(from: URL, to: URL): boolean {
  if (from.origin === to.origin) return true;
  const isUpgrade = to.protocol === 'https:' && from.port === '' && to.port === '';
  return isUpgrade && from.hostname === to.hostname;
}
