import { z } from 'zod';
import {
  classifyStatus,
  describeAnswer,
  failure,
  type Failure,
  type HttpAnswer,
} from '../http-client/http-outcome.ts';
import { sendToService } from '../openstack/keystone-request.ts';
import type { KeystoneSession } from '../openstack/keystone.ts';

/** How Congress is reached. */
export interface CongressAccess {
  readonly session: KeystoneSession;
  /** Congress' URL. (Default: the `policy` service of Keystone's catalog) */
  readonly endpoint?: string | undefined;
  /** For one request. (Default: 10) */
  readonly timeoutSeconds?: number;
}

/** A large cloud's table: some 50,000 rows. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** Sends one request to Congress, once more with a new token when the first one is refused. Any status is an answer. */
export async function sendToCongress(
  { session, endpoint, timeoutSeconds = 10 }: CongressAccess,
  method: 'GET' | 'PUT' | 'POST',
  path: string,
  json?: unknown,
  signal?: AbortSignal,
): Promise<HttpAnswer | Failure> {
  const url = (congress: string) => `${congress}${path}`;
  const request = { method, type: 'policy', endpoint, url, json, timeoutSeconds, maxAnswerBytes };
  return sendToService(session, request, signal);
}

/**
 * Only 2xx is success; otherwise the usual table of statuses, but for a 500 that says that our rows are wrong: it
 * would come again for ever.
 */
export function expectSuccess(answer: HttpAnswer | Failure): HttpAnswer | Failure {
  if (answer.kind === 'failed') return answer;
  const delivery = classifyStatus(answer);
  if (delivery.outcome === 'delivered') return answer;
  if (isOwnError(answer) && blamesRows(answer.body))
    return failure('rejected', false, `${describeAnswer(answer)}: it can't make rows of what it was sent`);
  return { kind: 'failed', delivery };
}

/** Whether it is Congress itself that failed, in JSON, and not a proxy before it, in HTML. */
export function isOwnError({ status, body }: HttpAnswer): boolean {
  return status === 500 && body.trimStart().startsWith('{');
}

/** Congress does not check the shape of rows: wrong ones show as Python's TypeError or AttributeError in its JSON. */
function blamesRows(body: string): boolean {
  return /has no attribute|indices must be|not iterable|not subscriptable/.test(body);
}

/** A data source as Congress describes a new one. */
export interface CreatedDataSource {
  readonly kind: 'created';
  readonly id: string;
  readonly name: string;
  readonly persistData: boolean;
}

/** The columns of each table of a data source, in the order in which rows are answered. */
export interface DataSourceSchema {
  readonly kind: 'schema';
  readonly tables: readonly { readonly table: string; readonly columns: readonly string[] }[];
}

const description = z.object({ id: z.string(), name: z.string() });
const schema = z.object({
  tables: z.array(z.object({ table_id: z.string(), columns: z.array(z.object({ name: z.string() })) })),
});

/**
 * Creates a data source of the doctor driver.
 *
 * Fails with `rejected` when there is one of this name. Never rejects.
 *
 * @param persistData whether its rows survive a restart of Congress
 */
export async function createDataSource(
  access: CongressAccess,
  name: string,
  persistData: boolean,
): Promise<CreatedDataSource | Failure> {
  const body = { driver: 'doctor', name, config: { persist_data: persistData } };
  const answer = await sendToCongress(access, 'POST', '/v1/data-sources', body);
  if (answer.kind === 'answer' && answer.status === 409)
    return failure('rejected', false, `${describeAnswer(answer)}: data source ${name} exists already`);
  const checked = expectSuccess(answer);
  if (checked.kind === 'failed') return checked;
  const created = parse(description, checked.body);
  if (!created) return failure('bad-answer', false, `${describeAnswer(checked)} without a data source`);
  return { kind: 'created', id: created.id, name: created.name, persistData };
}

/** For messages: what is missing, and what to do. */
export function missingDataSource(datasource: string): string {
  // Only an id holds a hyphen, and an id can't be chosen.
  return datasource.includes('-')
    ? `no data source ${datasource}; name the one that there is, or create one with "dma events create-datasource --name ..."`
    : `no data source ${datasource}; create it with "dma events create-datasource --name ${datasource}"`;
}

/** The tables of a data source, by its name or id. Never rejects. */
export async function readSchema(
  access: CongressAccess,
  datasource: string,
): Promise<DataSourceSchema | Failure> {
  const path = `/v1/data-sources/${encodeURIComponent(datasource)}/schema`;
  const answer = expectSuccess(await sendToCongress(access, 'GET', path));
  if (answer.kind === 'failed') {
    const { reason, message } = answer.delivery;
    return reason === 'not-found'
      ? failure(reason, false, `${message}: ${missingDataSource(datasource)}`)
      : answer;
  }
  const found = parse(schema, answer.body);
  if (!found) return failure('bad-answer', false, `${describeAnswer(answer)} without a schema`);
  const tables = found.tables.map(({ table_id, columns }) => ({
    table: table_id,
    columns: columns.map(({ name }) => name),
  }));
  return { kind: 'schema', tables };
}

function parse<Schema extends z.ZodType>(wanted: Schema, body: string): z.output<Schema> | undefined {
  try {
    return wanted.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
