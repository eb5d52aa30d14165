import { z } from 'zod';
import { missingDataSource } from './api.ts';
import { expectSuccess, isOwnError, sendToCongress, type CongressAccess } from './api.ts';
import { encodeCongressRows, parseCongressRows, type CongressRow } from './row.ts';
import { failure, type Failure, type HttpAnswer } from '../http-client/http-outcome.ts';
import { delivered, failed, type Delivery } from '../notifier.ts';

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

/**
 * So many answers of 500 to the same rows, over at least so long, mean that it is the rows. Attempts come 1, 2, 4, ...
 * seconds apart, so the count alone would be reached while Congress' database is still restarting.
 */
const mostServerErrors = 5;
const patienceSeconds = 300;

/** Rows that were answered with 500: how often, and since when in epoch seconds. */
interface RefusedRows {
  readonly rows: string;
  readonly times: number;
  readonly since: number;
}

/** One table of one Congress data source, such as the doctor driver's `events`. No method rejects. */
export class CongressTable {
  readonly #access: CongressAccess;
  readonly #name: CongressTableName;
  readonly #now: () => number;
  #isKnown = false;
  #refused: RefusedRows | undefined;

  /** @param now the present time in epoch seconds */
  constructor(access: CongressAccess, name: CongressTableName, now: () => number) {
    this.#access = access;
    this.#name = name;
    this.#now = now;
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
   * answers 500 to rows that it can't take, too: when such answers to the same rows, five or more, have come for five
   * minutes, that is final (`rejected`).
   */
  async replace(rows: readonly CongressRow[], signal?: AbortSignal): Promise<Delivery> {
    const json = encodeCongressRows(rows);
    const answer = await this.#requestRows('PUT', json, signal);
    const checked = expectSuccess(answer);
    if (checked.kind === 'answer') {
      // Its body is empty although it is labelled as JSON.
      this.#refused = undefined;
      return delivered;
    }
    if (answer.kind === 'failed' || !isOwnError(answer)) return checked.delivery;
    const { times, since } = this.#countRefusal(JSON.stringify(json));
    if (times < mostServerErrors || this.#now() - since < patienceSeconds) return checked.delivery;
    const { message } = checked.delivery;
    return failed('rejected', false, `${message}, ${times} times to the same rows: it does not take them`);
  }

  #countRefusal(rows: string): RefusedRows {
    const [before, now] = [this.#refused, this.#now()];
    const isSame = before?.rows === rows;
    const refused = {
      rows,
      times: isSame ? before.times + 1 : 1,
      // A clock that was set back must not make it last longer than that.
      since: isSame ? Math.min(before.since, now) : now,
    };
    this.#refused = refused;
    return refused;
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
