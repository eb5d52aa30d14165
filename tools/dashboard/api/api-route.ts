import type { z } from 'zod';
import type { Person } from '../server/login.ts';

/** A request to the API, checked. */
export interface ApiRequest<Query, Body> {
  /** The parameters of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
  /** Undefined where nobody has to log in. */
  readonly person: Person | undefined;
}

/** A route of the API: from it come the check of a request, the answer, and the description in OpenAPI. */
export interface ApiRoute {
  readonly method: 'get' | 'post' | 'delete';
  /** As in OpenAPI, with parameters such as `{id}`. */
  readonly path: string;
  /** A parameter that may hold slashes, and is the rest of the path. */
  readonly rest?: string;
  readonly summary: string;
  readonly query: z.ZodObject;
  /** Absent where the request has no body. */
  readonly body?: z.ZodType;
  /** True where the body is JSON whatever its Content-Type says. */
  readonly anyType?: boolean;
  readonly answer: z.ZodType;
  /** Statuses of refusals beside 401 and 421, with their meanings. */
  readonly refusals: Readonly<Record<number, string>>;
  /** True for answers that may have megabytes: few are given at once. */
  readonly isLong?: boolean;
  readonly answerTo: (request: ApiRequest<never, never>) => Promise<unknown>;
}

interface RouteOf<Query extends z.ZodObject, Body extends z.ZodType> extends Omit<
  ApiRoute,
  'query' | 'body' | 'answerTo'
> {
  readonly query: Query;
  readonly body?: Body;
  /** @returns rejects with Refusal, UsageError, OutsideError and ConfigError */
  readonly answerTo: (request: ApiRequest<z.output<Query>, z.output<Body>>) => Promise<unknown>;
}

/** Makes a route, with the types of its query and body. */
export function apiRoute<Query extends z.ZodObject, Body extends z.ZodType>(
  route: RouteOf<Query, Body>,
): ApiRoute {
  return route;
}
