import { z } from 'zod';
import { parseJson, type Answer, type ReceivedRequest } from '../../../tools/dummies/loopback-server.ts';

/** Everything that a service was made to do. */
export interface ServiceMemory {
  /** Open incidents by their key, with their level. */
  readonly open: Map<string, unknown>;
  /** Each accepted text as people see it, the markup taken away. */
  readonly shown: string[];
  /** Texts that page somebody, or that show as formatting, against the will of the template. */
  readonly live: string[];
}

/** A service behind its public HTTP interface, as unkind as its documentation says. */
export interface StandIn {
  /** The content of the secret file: a token, or the path and query of the URL. */
  readonly secret: string;
  /** True when OKAY closes what WARNING has opened. */
  readonly closes: boolean;
  /** @throws Refusal */
  readonly receive: (request: ReceivedRequest, memory: ServiceMemory) => Answer;
  /** Changes of the body of an accepted request, by path, that the service refuses; undefined removes the field. */
  readonly refused: readonly (readonly [path: string, value: unknown])[];
}

export function emptyMemory(): ServiceMemory {
  return { open: new Map(), shown: [], live: [] };
}

/** A request that a service does not take. */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function demand(condition: boolean, status: number, message: string): asserts condition {
  if (!condition) throw new Refusal(status, message);
}

/** A text that is not empty. */
export const text = (maxCharacters: number) => z.string().min(1).max(maxCharacters);

/** The body, if it is JSON, is called so and has the form. */
export function jsonOf<Schema extends z.ZodType>(
  { headers, body }: ReceivedRequest,
  schema: Schema,
  status = 400,
): z.output<Schema> {
  demand(headers['content-type']?.split(';')[0] === 'application/json', 415, 'not called JSON');
  // PostgreSQL and others hold neither.
  demand(!/\\u0000|\\u(?:d[89a-f])[0-9a-f]{2}/i.test(body), 400, 'no valid text');
  const { data, error } = schema.safeParse(parseJson(body));
  if (error) throw new Refusal(status, JSON.stringify(error.issues));
  return data;
}

/** Method, path and query have to be these. */
export function demandTarget(request: ReceivedRequest, method: string, url: string | RegExp): void {
  const isRight = typeof url === 'string' ? request.url === url : url.test(request.url);
  demand(isRight, 404, `no such path: ${request.url}`);
  demand(request.method === method, 405, `not ${request.method}`);
}

export function demandAuthorization(request: ReceivedRequest, value: string): void {
  demand(request.headers.authorization !== undefined, 401, 'who are you');
  demand(request.headers.authorization === value, 403, 'not you');
}

export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
