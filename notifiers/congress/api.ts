import { z } from 'zod';
import {
  classifyStatus,
  describeAnswer,
  describeRefusal,
  failure,
  type Failure,
  type HttpAnswer,
} from '../http-client/http-outcome.ts';
import { sendToService } from '../openstack/keystone-request.ts';
import type { KeystoneSession } from '../openstack/keystone.ts';

/** Access to Congress. */
export interface CongressAccess {
  readonly session: KeystoneSession;
  /** The URL of Congress. (Default: the `policy` service of Keystone's catalog) */
  readonly endpoint?: string | undefined;
  /** The time for one request. (Default: 10) */
  readonly timeoutSeconds?: number;
}

/** The table of a large cloud has some 50,000 rows. */
const maxAnswerBytes = 16 * 1024 * 1024;

/** Sends one request to Congress, and again with a new token when the token is refused. Any status is an answer. */
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

/** Fails unless the status is 2xx. A 500 that blames our rows is not recoverable: it would be repeated for ever. */
export function expectSuccess(answer: HttpAnswer | Failure): HttpAnswer | Failure {
  if (answer.kind === 'failed') return answer;
  const delivery = classifyStatus(answer);
  if (delivery.outcome === 'delivered') return answer;
  if (isOwnError(answer) && blamesRows(answer.body))
    return failure('rejected', false, describeRefusal(answer, "it can't make rows of what it was sent"));
  if (delivery.reason === 'forbidden')
    return { kind: 'failed', delivery: { ...delivery, message: describeRefusal(answer, needsAdmin) } };
  return { kind: 'failed', delivery };
}

const needsAdmin =
  "Congress lets only the admin role do that; give it to the user in the credentials' project";

/** True when Congress itself failed, in JSON, and not a proxy in front of it, in HTML. */
export function isOwnError({ status, body }: HttpAnswer): boolean {
  return status === 500 && body.trimStart().startsWith('{');
}

/** Congress does not check rows: malformed ones cause a TypeError or AttributeError of Python, named in its JSON. */
function blamesRows(body: string): boolean {
  return /has no attribute|indices must be|not iterable|not subscriptable/.test(body);
}

/** A data source that Congress has created. */
export interface CreatedDataSource {
  readonly kind: 'created';
  readonly id: string;
  readonly name: string;
  readonly persistData: boolean;
}

/** The columns of each table of a data source, in the order of the answered rows. */
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
 * Fails with `rejected` when the name exists. Never rejects.
 *
 * @param persistData true if its rows shall survive a restart of Congress
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

/** Tells that a data source is missing, and the cure. */
export function missingDataSource(datasource: string): string {
  // Only ids contain a hyphen, and an id cannot be chosen.
  return datasource.includes('-')
    ? `no data source ${datasource}; name the one that there is, or create one with "dma events create-datasource --name ..."`
    : `no data source ${datasource}; create it with "dma events create-datasource --name ${datasource}"`;
}

/** Reads the tables of a data source, by its name or id. Never rejects. */
export async function readSchema(
  access: CongressAccess,
  datasource: string,
): Promise<DataSourceSchema | Failure> {
  const path = `/v1/data-sources/${encodeURIComponent(datasource)}/schema`;
  const received = await sendToCongress(access, 'GET', path);
  if (received.kind === 'answer' && received.status === 404)
    return failure('not-found', false, `${describeAnswer(received)}: ${missingDataSource(datasource)}`);
  const answer = expectSuccess(received);
  if (answer.kind === 'failed') return answer;
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
