import { namesInCommand, readAccess, type HttpAccess } from '../../notifiers/http-client/http-access.ts';
import { faultOfEncoding } from '../../notifiers/http-client/http-outcome.ts';
import { describeFailure } from '../../notifiers/notifier.ts';
import { sendHttpRequest } from '../../notifiers/http-client/http-request.ts';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { OutsideError } from '../process/command-error.ts';
import type { ArchivedSeries } from './archive.ts';
import { rangeOf, seriesName, seriesOfRange, type RangeSeries } from './prometheus.ts';

/** A range query of a running Prometheus. */
export interface PrometheusQuestion {
  /** With the path under which it is served, if it has one. */
  readonly url: string;
  readonly query: string;
  /** Epoch seconds. */
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
  /** The file of a bearer token. */
  readonly bearerTokenFile: string | undefined;
  /** The certificates to trust instead of those of the system. */
  readonly caFile: string | undefined;
}

/** Prometheus answers 11,000 steps at most. */
export const stepsInPage = 10_000;
/** Its own limit is two minutes. */
const timeoutSeconds = 150;
const maxAnswerBytes = 128 * 2 ** 20;

/**
 * Asks page by page.
 *
 * @param secrets gets the token
 * @param onProgress is told the share that is done, 0 to 1
 * @returns rejects with OutsideError, also when Prometheus has nothing
 */
export async function queryPrometheus(
  question: PrometheusQuestion,
  secrets: KnownSecrets,
  onProgress: (share: number) => void,
): Promise<readonly ArchivedSeries[]> {
  const { from, to, stepSeconds, bearerTokenFile, caFile } = question;
  const access = await readAccess({ bearerTokenFile, caFile }, secrets, namesInCommand);
  if (access.kind === 'failed') throw new OutsideError(describeFailure(access.delivery));
  const pageSeconds = stepsInPage * stepSeconds;
  const found = new Map<string, RangeSeries & { readonly values: [number, string][] }>();
  for (let start = from; start <= to; start += pageSeconds) {
    onProgress((start - from) / (to - from));
    const end = Math.min(to, start + pageSeconds - stepSeconds);
    for (const { metric, values } of await page(question, { start, end, access, secrets })) {
      const name = seriesName(metric);
      const known = found.get(name) ?? { metric, values: [] };
      for (const value of values) known.values.push(value);
      found.set(name, known);
    }
  }
  return seriesOfRange(Array.from(found.values()), question.query);
}

interface Page {
  readonly start: number;
  readonly end: number;
  readonly access: HttpAccess;
  readonly secrets: KnownSecrets;
}

async function page(
  { url, query, stepSeconds }: PrometheusQuestion,
  { start, end, access, secrets }: Page,
): Promise<readonly RangeSeries[]> {
  const range = { query, start: String(start), end: String(end), step: String(stepSeconds) };
  const answer = await sendHttpRequest({
    method: 'POST',
    url: `${url.replace(/\/+$/, '')}/api/v1/query_range`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...access.headers },
    body: new URLSearchParams(range).toString(),
    ca: access.ca,
    tlsNames: namesInCommand,
    timeoutSeconds,
    maxAnswerBytes,
    secrets,
  });
  if (answer.kind === 'failed') throw new OutsideError(describeFailure(answer.delivery));
  const { status, headers, body, label, excerpt } = answer;
  const fault = faultOfEncoding(headers);
  if (fault !== undefined) throw new OutsideError(`${label}: answered ${status}, and the answer ${fault}`);
  if (headers['content-type']?.startsWith('application/json') === true && ![401, 403].includes(status))
    return rangeOf({ path: label, bytes: Buffer.from(body) });
  const cure =
    status === 401 || status === 403
      ? 'give a token that may query by --bearer-token-file'
      : 'give the address under which /api/v1/query_range is served';
  throw new OutsideError(`${label}: answered ${status}${excerpt === '' ? '' : ` ${excerpt}`}; ${cure}`);
}
