import { namesInCommand, readAccess, type AccessOptions } from '../../notifiers/http-client/http-access.ts';
import { faultOfEncoding, type HttpAnswer } from '../../notifiers/http-client/http-outcome.ts';
import { describeFailure } from '../../notifiers/notifier.ts';
import { sendHttpRequest } from '../../notifiers/http-client/http-request.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { parseExposition, type Exposition } from './exposition.ts';

/** Pages of large machines have some megabytes. */
const maxPageBytes = 64 * 2 ** 20;
/** The text format first: in OpenMetrics, times have another unit. */
const accept = 'text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0;q=0.5, */*;q=0.1';

const cures: Readonly<Record<number, string>> = {
  401: 'name a file with its token (--bearer-token-file), or a password (--password-file)',
  403: 'is the token or certificate the right one?',
  404: 'is it the path of the metrics, often /metrics?',
};

export interface PageParts {
  readonly url: string;
  readonly access: AccessOptions;
  readonly timeoutSeconds: number;
  readonly secrets: KnownSecrets;
}

/** Reads a page of metrics. @returns a sentence without its subject, the URL, where it cannot be read */
export async function readPage(parts: PageParts, signal: AbortSignal): Promise<Exposition | string> {
  const { url, timeoutSeconds, secrets } = parts;
  const access = await readAccess(parts.access, secrets, namesInCommand);
  if (access.kind === 'failed') return `cannot be asked: ${describeFailure(access.delivery)}`;
  const answer = await sendHttpRequest({
    method: 'GET',
    url,
    headers: { accept, ...access.headers },
    ca: access.ca,
    clientCertificate: access.clientCertificate,
    tlsNames: namesInCommand,
    timeoutSeconds,
    maxAnswerBytes: maxPageBytes,
    signal,
    secrets,
  });
  if (answer.kind === 'failed') return `cannot be read: ${describeFailure(answer.delivery)}`;
  return readAnswer(answer);
}

function readAnswer({ status, headers, body, excerpt }: HttpAnswer): Exposition | string {
  if (status >= 300 && status < 400)
    return `answers ${status}, and points to ${headers.location ?? 'nothing'}; name that`;
  if (status !== 200) {
    const cure = cures[status];
    return `answers ${status}${excerpt === '' ? '' : ` (${excerpt})`}${cure === undefined ? '' : `; ${cure}`}`;
  }
  const fault = faultOfEncoding(headers);
  if (fault !== undefined) return `answers with a page that ${fault}`;
  const page = parseExposition(body, headers['content-type']);
  if (page.samples.length === 0 && page.malformed.length > 0)
    return 'answers with no text of Prometheus; is it the path of the metrics, often /metrics?';
  return page;
}
