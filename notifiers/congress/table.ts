import { z } from 'zod';
import { missingDataSource } from './api.ts';
import { expectSuccess, isOwnError, sendToCongress, type CongressAccess } from './api.ts';
import { encodeCongressRows, parseCongressRows, type CongressRow } from './row.ts';
import { describeRefusal, failure, type Failure, type HttpAnswer } from '../http-client/http-outcome.ts';
import { delivered, failed, type Delivery } from '../notifier.ts';

/** The name of a table. */
export interface CongressTableName {
  /** The name or id of the data source. */
  readonly datasource: string;
  readonly table: string;
}

/** All rows of the table, in no order. */
export interface CongressRows {
  readonly kind: 'rows';
  readonly rows: readonly CongressRow[];
}

const dataSources = z.object({
  results: z.array(z.object({ id: z.string(), name: z.string() })),
});

/**
 * This many answers of 500 to the same rows, over at least this time, blame the rows. Retries come 1, 2, 4, ... seconds
 * apart, so the count alone would be reached while the database of Congress restarts.
 */
const minServerErrors = 5;
const minRefusalSeconds = 300;

/** Rows that were answered with 500. */
interface RefusedRows {
  readonly rows: string;
  readonly times: number;
  readonly since: number;
}

/** One table of a Congress data source, such as the doctor driver's `events`. No method rejects. */
export class CongressTable {
  readonly #access: CongressAccess;
  readonly #name: CongressTableName;
  readonly #now: () => number;
  #isKnown = false;
  #refused: RefusedRows | undefined;

  /** @param now returns epoch seconds */
  constructor(access: CongressAccess, name: CongressTableName, now: () => number) {
    this.#access = access;
    this.#name = name;
    this.#now = now;
  }

  /**
   * Reads the rows of all writers: none while the table does not exist yet. Fails with `bad-answer` when one of them
   * could not be written back.
   */
  async list(signal?: AbortSignal): Promise<CongressRows | Failure> {
    const received = await this.#requestRows('GET', undefined, signal);
    if (received.kind === 'answer' && isMissingTable(received)) return { kind: 'rows', rows: [] };
    const answer = expectSuccess(received);
    if (answer.kind === 'failed') return answer;
    try {
      return { kind: 'rows', rows: parseCongressRows(answer.body) };
    } catch (error) {
      // NaN, for example, makes Congress' answer invalid JSON.
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
   * Replaces the whole table with `rows`; Congress has no other way to write.
   *
   * `delivered` means that Congress accepted the rows; only `list` shows whether another writer was faster. Congress
   * answers 500 to malformed rows as well. After five such answers to the same rows within five minutes or more it
   * fails with `rejected`.
   */
  async replace(rows: readonly CongressRow[], signal?: AbortSignal): Promise<Delivery> {
    const json = encodeCongressRows(rows);
    const answer = await this.#requestRows('PUT', json, signal);
    const checked = expectSuccess(answer);
    if (checked.kind === 'answer') {
      // The body is empty although labelled as JSON.
      this.#refused = undefined;
      return delivered;
    }
    if (answer.kind === 'failed' || !isOwnError(answer)) return checked.delivery;
    const { times, since } = this.#countRefusal(JSON.stringify(json));
    if (times < minServerErrors || this.#now() - since < minRefusalSeconds) return checked.delivery;
    const explanation = `${times} times to the same rows: it does not take them`;
    return failed('rejected', false, describeRefusal(answer, explanation));
  }

  #countRefusal(rows: string): RefusedRows {
    const [before, now] = [this.#refused, this.#now()];
    const isSame = before?.rows === rows;
    const refused = {
      rows,
      times: isSame ? before.times + 1 : 1,
      // A clock that was set back must not extend the time.
      since: isSame ? Math.min(before.since, now) : now,
    };
    this.#refused = refused;
    return refused;
  }

  /** Sends a request; any status is an answer. */
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
    // If the data source is gone, the next attempt says so.
    if (expectSuccess(answer).kind === 'failed') this.#isKnown = false;
    return answer;
  }

  /** Checks once that the data source exists: Congress takes 5 s to refuse the rows of an unknown one. */
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

/**
 * True for the answer of a data source with `persist_data` before its first PUT, which creates the table (observed on
 * Congress 11). A data source that is gone, or that does not run, answers 404 with another message.
 */
function isMissingTable({ status, body }: HttpAnswer): boolean {
  return status === 404 && /tablename .* does not exist/.test(body);
}

function parseDataSources(body: string): z.output<typeof dataSources>['results'] | undefined {
  try {
    return dataSources.parse(JSON.parse(body)).results;
  } catch {
    return undefined;
  }
}
