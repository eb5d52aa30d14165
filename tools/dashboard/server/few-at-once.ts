import type { MiddlewareHandler } from 'hono';
import { refuse, type DashboardEnv } from './guard.ts';

/**
 * Lets few answers be under way at once, until their clients have read them: long ones would fill the memory when many
 * clients are slow. Others are asked to come again.
 */
export function fewAtOnce(max: number): MiddlewareHandler<DashboardEnv> {
  let underWay = 0;
  return async (context, next) => {
    if (underWay >= max) {
      context.header('Retry-After', '1');
      return refuse(context, 503, 'too many clients ask for this at once');
    }
    underWay++;
    context.env.outgoing.once('close', () => underWay--);
    return next();
  };
}
