import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type Answer, type ReceivedRequest, jsonAnswer, parseJson } from '../loopback-server.ts';
import { columns, formatRowsBody, parseRowsBody, RowsError, type DummyRow } from './events-table.ts';

/** One data source, of the doctor driver, with its one table. */
interface DataSource {
  readonly id: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Undefined while there is no table: with `persist_data`, before the first PUT. */
  rows: readonly DummyRow[] | undefined;
}

/** The table after a PUT. */
export interface TableChange {
  /** Epoch seconds. */
  readonly time: number;
  /** The data source's name. */
  readonly dataSource: string;
  readonly rows: readonly DummyRow[];
}

const creation = z.object({
  driver: z.string(),
  name: z.string(),
  config: z.record(z.string(), z.unknown()).nullish(),
});

/** The part of Congress' v1 API for data sources of the doctor driver and their `events` table. */
export class CongressDummy {
  readonly #unknownDelaySeconds: number;
  readonly #onChange: ((change: TableChange) => void) | undefined;
  readonly #dataSources: DataSource[] = [];

  /** @param unknownDelaySeconds delay of the answer about tables of an unknown data source */
  constructor(unknownDelaySeconds: number, onChange: ((change: TableChange) => void) | undefined) {
    this.#unknownDelaySeconds = unknownDelaySeconds;
    this.#onChange = onChange;
  }

  create(name: string, config: Readonly<Record<string, unknown>> = {}): DataSource {
    const rows = config['persist_data'] ? undefined : [];
    const created: DataSource = { id: randomUUID(), name, config, rows };
    this.#dataSources.push(created);
    return created;
  }

  /** By name or id. */
  find(nameOrId: string): DataSource | undefined {
    return this.#dataSources.find(({ id, name }) => id === nameOrId || name === nameOrId);
  }

  /** As after a restart: rows are gone, unless the data source was created with `persist_data`. */
  restart(): void {
    for (const dataSource of this.#dataSources) if (!dataSource.config['persist_data']) dataSource.rows = [];
  }

  /** @param role from Keystone, for the request's token. */
  async answer(request: ReceivedRequest, role: 'none' | 'member' | 'admin'): Promise<Answer> {
    const answer = await this.#answer(request, role);
    return { ...answer, headers: { ...answer.headers, 'x-openstack-request-id': `req-${randomUUID()}` } };
  }

  async #answer(request: ReceivedRequest, role: 'none' | 'member' | 'admin'): Promise<Answer> {
    if (role === 'none') return { ...textAnswer(401, 'Authentication required') };
    if (role === 'member') return textAnswer(403, 'Access was denied to this resource.');
    const path = splitPath(request.url);
    const [version, collection, source, tables, table, leaf] = path;
    // A trailing slash makes one more, empty part.
    if (version !== 'v1' || collection !== 'data-sources' || path.length > 6 || path.includes(''))
      return notFound;
    if (source === undefined) return this.#answerCollection(request);
    const known = this.find(source);
    if (tables === undefined) return readOnly(request, known ? () => describe(known) : undefined);
    if (!known) {
      await sleep(this.#unknownDelaySeconds * 1000, undefined, { ref: false });
      return notFound;
    }
    if (tables === 'schema' && table === undefined)
      return readOnly(request, () => ({ tables: [tableSchema] }));
    if (tables !== 'tables') return notFound;
    if (table === undefined) return readOnly(request, () => ({ results: [{ id: 'events' }] }));
    if (table !== 'events') return errorAnswer(400, `Table '${table}' does not exist`);
    if (leaf === undefined) return readOnly(request, () => ({ id: 'events' }));
    if (leaf === 'spec') return readOnly(request, () => tableSchema);
    return leaf === 'rows' ? this.#answerRows(request, known) : notFound;
  }

  #answerCollection(request: ReceivedRequest): Answer {
    if (request.method !== 'POST')
      return readOnly(request, () => ({ results: this.#dataSources.map(describe) }));
    const problem = refuseBody(request);
    if (problem) return problem;
    const parsed = creation.safeParse(parseJson(request.body));
    if (!parsed.success) return errorAnswer(400, 'Invalid data source');
    const { driver, name, config } = parsed.data;
    if (driver !== 'doctor')
      return errorAnswer(400, `Invalid driver: ${driver} (this dummy has doctor only)`);
    if (!/^[A-Za-z0-9_.]+$/.test(name)) return errorAnswer(400, `Invalid datasource name: ${name}`);
    if (this.find(name)) return errorAnswer(409, `Datasource ${name} already exists`);
    return jsonAnswer(201, describe(this.create(name, config ?? {})));
  }

  #answerRows(request: ReceivedRequest, dataSource: DataSource): Answer {
    if (request.method !== 'PUT') {
      if (request.method !== 'GET') return notSupported;
      if (!dataSource.rows) return errorAnswer(404, "Not Found::tablename 'events' does not exist'");
      return { ...jsonAnswer(200, {}), body: formatRowsBody(dataSource.rows) };
    }
    const problem = refuseBody(request);
    if (problem) return problem;
    try {
      dataSource.rows = parseRowsBody(request.body);
    } catch (error) {
      if (error instanceof RowsError) return errorAnswer(error.status, error.message);
      throw error;
    }
    this.#onChange?.({ time: request.time, dataSource: dataSource.name, rows: dataSource.rows });
    // Empty although labelled as JSON, as observed.
    return { ...jsonAnswer(200, {}), body: '' };
  }
}

const tableSchema = {
  table_id: 'events',
  columns: columns.map((name) => ({ name, description: 'None' })),
};

function describe({ id, name, config }: DataSource): Record<string, unknown> {
  return { id, name, driver: 'doctor', type: null, description: null, enabled: true, owner_id: null, config };
}

/** The parts of the path; a malformed escape makes an empty part, as a double slash does. */
function splitPath(url: string): string[] {
  const parts = url.replace(/\?.*$/s, '').split('/').slice(1);
  return parts.map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return '';
    }
  });
}

function readOnly({ method }: ReceivedRequest, read: (() => unknown) | undefined): Answer {
  if (method !== 'GET') return notSupported;
  return read ? jsonAnswer(200, read()) : notFound;
}

function refuseBody({ headers }: ReceivedRequest): Answer | undefined {
  if (headers['transfer-encoding'] !== undefined)
    return errorAnswer(400, 'Failed to parse body as application/json');
  const type = (headers['content-type'] ?? 'application/json').replace(/;.*$/s, '').trim().toLowerCase();
  if (type === 'application/json') return undefined;
  return errorAnswer(400, "Unsupported Content-Type; must be 'application/json'");
}

function errorAnswer(status: number, message: string): Answer {
  return jsonAnswer(status, { error: { message, error_code: status, error_data: null } });
}

function textAnswer(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=UTF-8' }, body };
}

const notFound = errorAnswer(404, 'The resource could not be found.');
const notSupported = errorAnswer(501, 'Method not supported');
