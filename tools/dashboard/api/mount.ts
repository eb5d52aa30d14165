import type { Context } from 'hono';
import type { z } from 'zod';
import { quoteAsJson } from '../../../notifiers/printable.ts';
import { Refusal } from '../refusal.ts';
import { fewAtOnce } from '../server/few-at-once.ts';
import type { DashboardApp, DashboardEnv } from '../server/guard.ts';
import type { ApiRoute } from './api-route.ts';

/** Long answers that are under way at once. */
const maxLongAnswers = 16;

/** Adds the routes to the application. */
export function mount(app: DashboardApp, routes: readonly ApiRoute[]): void {
  const few = fewAtOnce(maxLongAnswers);
  for (const route of routes) {
    const { method, path, rest } = route;
    const pattern = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      name === rest ? `:${name}{.+}` : `:${name}`,
    );
    if (route.isLong) app.use(pattern, few);
    app.on(method.toUpperCase(), pattern, (context) => answer(context, route));
  }
}

async function answer(context: Context<DashboardEnv>, route: ApiRoute): Promise<Response> {
  const query = checked(route.query, context.req.query(), '');
  const body = route.body && checked(route.body, await bodyOf(context, route), 'the body: ');
  const request = {
    path: context.req.param() as Record<string, string>,
    query,
    body,
    person: context.get('person'),
  };
  const given = await route.answerTo(request as never);
  context.header('Content-Type', 'application/json; charset=UTF-8');
  return context.body(`${quoteAsJson(given)}\n`);
}

/** A form of another site cannot send this type without asking first. */
async function bodyOf(context: Context<DashboardEnv>, { anyType = false }: ApiRoute): Promise<unknown> {
  const type = context.req.header('content-type') ?? '';
  if (!anyType && !/^application\/(?:[a-z.-]+\+)?json\b/i.test(type))
    throw new Refusal(415, 'the body has to be JSON, with Content-Type: application/json');
  const text = await context.req.text();
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new Refusal(400, 'the body is not JSON', { cause: error });
  }
}

function checked<Schema extends z.ZodType>(schema: Schema, given: unknown, where: string): z.output<Schema> {
  const { data, error } = schema.safeParse(given, { error: textOfFault });
  if (error === undefined) return data;
  const faults = error.issues.map(
    ({ path, message }) => `${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`,
  );
  throw new Refusal(400, `${where}${[...new Set(faults)].slice(0, 5).join('; ')}`);
}

/** @returns undefined for the words of zod */
function textOfFault({ code, input }: { code?: string; input?: unknown }): string | undefined {
  return code === 'invalid_type' && input === undefined ? 'is missing' : undefined;
}
