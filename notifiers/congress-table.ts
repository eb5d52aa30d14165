import { z } from 'zod';
import { encodeCongressRows, parseCongressRows, type CongressRow } from './congress-row.ts';
import {
  classifyStatus,
  describeAnswer,
  failure,
  sendHttpRequest,
  type Failure,
  type HttpAnswer,
} from './http-request.ts';
import type { KeystoneSession } from './keystone.ts';
import { delivered, type Delivery } from './notifier.ts';

/** Which table, and how to get there. */
export interface CongressTableOptions {
  /** A data source's name or id. */
  readonly datasource: string;
  readonly table: string;
  /** Congress' URL. (Default: the `policy` service of Keystone's catalog) */
  readonly endpoint?: string | undefined;
  /** For one request. (Default: 10) */
  readonly timeoutSeconds?: number;
}

/** All rows of the table, in no particular order. */
export interface CongressRows {
  readonly kind: 'rows';
  readonly rows: readonly CongressRow[];
}

const dataSources = z.object({
  results: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** A large cloud's table: some 50,000 rows. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** One table of one Congress data source, such as the doctor driver's `events`. No method rejects. */
export class CongressTable {
  readonly #session: KeystoneSession;
  readonly #options: CongressTableOptions;
  #isKnown = false;

  constructor(session: KeystoneSession, options: CongressTableOptions) {
    this.#session = session;
    this.#options = options;
  }

  /** All rows, of all writers. Fails with `bad-answer` when one of them could not be put back as it is. */
  async list(signal?: AbortSignal): Promise<CongressRows | Failure> {
    const answer = await this.#requestRows('GET', undefined, signal);
    if (answer.kind === 'failed') return answer;
    try {
      return { kind: 'rows', rows: parseCongressRows(answer.body) };
    } catch (error) {
      // NaN, which Congress answers as invalid JSON, is one way to get here.
      const { message } = error as Error;
      const cause = error instanceof SyntaxError || error instanceof z.ZodError ? 'no valid rows' : message;
      return failure(
        'bad-answer',
        true,
        `${answer.label}: ${cause}; nothing was changed, so that no row is lost`,
      );
    }
  }

  /**
   * Makes `rows` the whole content of the table: Congress knows no other way to write, and drops all other rows.
   *
   * `delivered` says that Congress accepted them; only `list` shows whether another writer was faster.
   */
  async replace(rows: readonly CongressRow[], signal?: AbortSignal): Promise<Delivery> {
    // The answer's body is empty although it is labelled as JSON.
    const answer = await this.#requestRows('PUT', encodeCongressRows(rows), signal);
    return answer.kind === 'failed' ? answer.delivery : delivered;
  }

  async #requestRows(
    method: 'GET' | 'PUT',
    json: unknown,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer | Failure> {
    const unknown = await this.#findDataSource(signal);
    if (unknown) return unknown;
    const { datasource, table } = this.#options;
    const path = `/v1/data-sources/${encodeURIComponent(datasource)}/tables/${encodeURIComponent(table)}/rows`;
    const answer = await this.#request(method, path, json, signal);
    // Should the data source have gone, the next attempt says so.
    if (answer.kind === 'failed') this.#isKnown = false;
    return answer;
  }

  /** Looks first, once: a request for the rows of an unknown data source is answered only after 5 s. */
  async #findDataSource(signal: AbortSignal | undefined): Promise<Failure | undefined> {
    if (this.#isKnown) return undefined;
    const answer = await this.#request('GET', '/v1/data-sources', undefined, signal);
    if (answer.kind === 'failed') return answer;
    const found = parseDataSources(answer.body);
    if (!found)
      return failure('bad-answer', true, `${answer.label}: no list of data sources: is this Congress?`);
    const { datasource: wanted } = this.#options;
    this.#isKnown = found.some(({ id, name }) => id === wanted || name === wanted);
    if (this.#isKnown) return undefined;
    return failure(
      'not-found',
      true,
      `${answer.label}: no data source ${wanted}; create it with ` +
        `"openstack congress datasource create doctor ${wanted}" or ` +
        `POST /v1/data-sources {"driver":"doctor","name":"${wanted}"}`,
    );
  }

  /** One request, repeated once with a new token when the first one is refused. Only 2xx is an answer. */
  async #request(
    method: 'GET' | 'PUT',
    path: string,
    json: unknown,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer | Failure> {
    let token = await this.#session.token(signal);
    for (let attempt = 1; ; attempt += 1) {
      if (token.kind === 'failed') return token;
      const { endpoint: explicit } = this.#options;
      const endpoint =
        explicit === undefined
          ? this.#session.endpoint(token, 'policy')
          : { kind: 'endpoint' as const, url: explicit.replace(/\/+$/, '') };
      if (endpoint.kind === 'failed') return endpoint;
      const ca = await this.#session.ca();
      if (ca.kind === 'failed') return ca;
      const answer = await sendHttpRequest({
        method,
        url: `${endpoint.url}${path}`,
        headers: { 'x-auth-token': token.id },
        json,
        timeoutSeconds: this.#options.timeoutSeconds ?? 10,
        ca: ca.text,
        maxAnswerBytes,
        ...(signal && { signal }),
      });
      if (answer.kind === 'failed') return answer;
      if (answer.status !== 401 || attempt > 1) return classifyAnswer(answer);
      token = await this.#session.renew(signal);
    }
  }
}

/** The usual table of statuses, but for a 500 that says that our rows are wrong: it would come again for ever. */
function classifyAnswer(answer: HttpAnswer): HttpAnswer | Failure {
  const delivery = classifyStatus(answer);
  if (delivery.outcome === 'delivered') return answer;
  if (answer.status === 500 && blamesRows(answer.body))
    return failure('rejected', false, `${describeAnswer(answer)}: it can't make rows of what it was sent`);
  return { kind: 'failed', delivery };
}

/** Congress does not check the shape of rows: wrong ones show as Python's TypeError or AttributeError in its JSON. */
function blamesRows(body: string): boolean {
  return (
    body.trimStart().startsWith('{') &&
    /has no attribute|indices must be|not iterable|not subscriptable/.test(body)
  );
}

function parseDataSources(body: string): z.output<typeof dataSources>['results'] | undefined {
  try {
    return dataSources.parse(JSON.parse(body)).results;
  } catch {
    return undefined;
  }
}
