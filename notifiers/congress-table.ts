import { z } from 'zod';
import { missingDataSource } from './congress-data-source.ts';
import { expectSuccess, isOwnError, sendToCongress, type CongressAccess } from './congress-request.ts';
import { encodeCongressRows, parseCongressRows, type CongressRow } from './congress-row.ts';
import { failure, type Failure, type HttpAnswer } from './http-request.ts';
import { delivered, failed, type Delivery } from './notifier.ts';

/** Which table. */
export interface CongressTableName {
  /** A data source's name or id. */
  readonly datasource: string;
  readonly table: string;
}

/** All rows of the table, in no particular order. */
export interface CongressRows {
  readonly kind: 'rows';
  readonly rows: readonly CongressRow[];
}

const dataSources = z.object({
  results: z.array(z.object({ id: z.string(), name: z.string() })),
});

/** So many answers of 500 to the same rows mean that it is the rows: some 30 s, with the waits between attempts. */
const mostServerErrors = 5;

/** One table of one Congress data source, such as the doctor driver's `events`. No method rejects. */
export class CongressTable {
  readonly #access: CongressAccess;
  readonly #name: CongressTableName;
  #isKnown = false;
  #refused = { rows: '', times: 0 };

  constructor(access: CongressAccess, name: CongressTableName) {
    this.#access = access;
    this.#name = name;
  }

  /** All rows, of all writers. Fails with `bad-answer` when one of them could not be put back as it is. */
  async list(signal?: AbortSignal): Promise<CongressRows | Failure> {
    const answer = expectSuccess(await this.#requestRows('GET', undefined, signal));
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
   * `delivered` says that Congress accepted them; only `list` shows whether another writer was faster. Congress
   * answers 500 to rows that it can't take, too: the fifth such answer to the same rows is final (`rejected`).
   */
  async replace(rows: readonly CongressRow[], signal?: AbortSignal): Promise<Delivery> {
    const json = encodeCongressRows(rows);
    const answer = await this.#requestRows('PUT', json, signal);
    const checked = expectSuccess(answer);
    if (checked.kind === 'answer') {
      // Its body is empty although it is labelled as JSON.
      this.#refused = { rows: '', times: 0 };
      return delivered;
    }
    if (answer.kind === 'failed' || !isOwnError(answer)) return checked.delivery;
    const text = JSON.stringify(json);
    const times = text === this.#refused.rows ? this.#refused.times + 1 : 1;
    this.#refused = { rows: text, times };
    if (times < mostServerErrors) return checked.delivery;
    const { message } = checked.delivery;
    return failed('rejected', false, `${message}, ${times} times to the same rows: it does not take them`);
  }

  /** Any status is an answer. */
  async #requestRows(
    method: 'GET' | 'PUT',
    json: unknown,
    signal: AbortSignal | undefined,
  ): Promise<HttpAnswer | Failure> {
    const unknown = await this.#findDataSource(signal);
    if (unknown) return unknown;
    const { datasource, table } = this.#name;
    const path = `/v1/data-sources/${encodeURIComponent(datasource)}/tables/${encodeURIComponent(table)}/rows`;
    const answer = await sendToCongress(this.#access, method, path, json, signal);
    // Should the data source have gone, the next attempt says so.
    if (expectSuccess(answer).kind === 'failed') this.#isKnown = false;
    return answer;
  }

  /** Looks first, once: a request for the rows of an unknown data source is answered only after 5 s. */
  async #findDataSource(signal: AbortSignal | undefined): Promise<Failure | undefined> {
    if (this.#isKnown) return undefined;
    const answer = expectSuccess(
      await sendToCongress(this.#access, 'GET', '/v1/data-sources', undefined, signal),
    );
    if (answer.kind === 'failed') return answer;
    const found = parseDataSources(answer.body);
    if (!found)
      return failure('bad-answer', true, `${answer.label}: no list of data sources: is this Congress?`);
    const { datasource: wanted } = this.#name;
    this.#isKnown = found.some(({ id, name }) => id === wanted || name === wanted);
    if (this.#isKnown) return undefined;
    return failure('not-found', true, `${answer.label}: ${missingDataSource(wanted)}`);
  }
}

function parseDataSources(body: string): z.output<typeof dataSources>['results'] | undefined {
  try {
    return dataSources.parse(JSON.parse(body)).results;
  } catch {
    return undefined;
  }
}
