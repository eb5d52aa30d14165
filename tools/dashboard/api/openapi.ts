import { z } from 'zod';
import type { ApiRoute } from './api-route.ts';

const problem = { type: 'object', properties: { error: { type: 'string' } }, required: ['error'] };

/** The description of the API in OpenAPI 3.1, made from its routes. @param version of this program */
export function openApi(routes: readonly ApiRoute[], version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) (paths[route.path] ??= {})[route.method] = operation(route);
  return {
    openapi: '3.1.0',
    info: {
      title: 'collectd-dma',
      version,
      description:
        'Series with their predictions, alerts and what came of them, deliveries, silences. What is not known is absent. Times are in ISO 8601, and in epoch seconds in a field whose name ends with Seconds. Amounts are in the unit of the series.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    // Reading on the machine itself needs neither.
    security: [{}, { token: [] }, { certificate: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        certificate: { type: 'mutualTLS' },
      },
    },
    paths,
  };
}

function operation({
  method,
  path,
  summary,
  query,
  body,
  answer,
  refusals,
}: ApiRoute): Record<string, unknown> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  const { properties = {}, required = [] } = jsonSchema(query, 'input') as {
    properties?: Record<string, { description?: string }>;
    required?: string[];
  };
  const refused = {
    401: 'a token or a client certificate is needed',
    ...refusals,
    ...(method === 'get'
      ? {}
      : { 403: 'a page of another site asked for this', 415: 'the body is not JSON' }),
  };
  return {
    summary,
    ...(method !== 'get' && { security: [{ token: [] }, { certificate: [] }] }),
    parameters: [
      ...names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
      ...Object.entries(properties).map(([name, { description, ...schema }]) => ({
        name,
        in: 'query',
        ...(description !== undefined && { description }),
        required: required.includes(name),
        schema,
      })),
    ],
    ...(body && { requestBody: { required: true, content: json(jsonSchema(body, 'input')) } }),
    responses: {
      200: { description: 'done', content: json(jsonSchema(answer, 'output')) },
      ...Object.fromEntries(
        Object.entries(refused).map(([status, description]) => [
          status,
          { description, content: json(problem) },
        ]),
      ),
    },
  };
}

function json(schema: unknown): Record<string, unknown> {
  return { 'application/json': { schema } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return made;
}
