import {
  classifyStatus,
  describeAnswer,
  failure,
  type Failure,
  type HttpAnswer,
} from '../http-client/http-request.ts';
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
