import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import type { Config } from '../../plugins/config/config.ts';
import type { ListenAddress } from '../../plugins/config/dashboard-config.ts';
import type { Logger } from '../../plugins/process/logger.ts';
import { formatCrash } from '../process/process-guard.ts';
import type { LiveOutlook } from './live-outlook.ts';
import { metricsText, metricsType } from './metrics/metrics.ts';
import { fewAtOnce } from './server/few-at-once.ts';
import { guard, refuse, type DashboardEnv } from './server/guard.ts';
import { SharedReading } from './shared-reading.ts';
import type { Login } from './server/login.ts';

/** Everything that answers are made of. */
export interface DashboardParts {
  readonly config: Config;
  /** dma.yaml, for what a person does; undefined for the default one. */
  readonly file: string | undefined;
  readonly address: ListenAddress;
  readonly hostNames: readonly string[];
  readonly login: Login;
  readonly live: LiveOutlook;
  readonly logger: Logger;
  readonly secrets: KnownSecrets;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly monotonic: () => number;
}

export type DashboardApp = Hono<DashboardEnv>;

/** Answers that may have megabytes. */
const maxLongAnswers = 8;
const maxBodyBytes = 64 * 1024;

/** Makes the application: from a request to an answer. */
export function dashboardApp(parts: DashboardParts): DashboardApp {
  const app: DashboardApp = new Hono<DashboardEnv>();
  app.use(guard(parts));
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (context) => refuse(context, 413, `a request has at most ${maxBodyBytes} bytes`),
    }),
  );
  app.get('/-/healthy', (context) => context.text('healthy\n'));
  app.get('/-/ready', async (context) => {
    const { redis } = await parts.live.snapshot();
    // The reason may name the address of Redis, and everybody may ask this.
    return redis.problem === undefined
      ? context.text('ready\n')
      : context.text('Redis cannot be read\n', 503);
  });
  const metrics = new SharedReading(() => metricsText(parts.live, parts.now), 1, 2, parts.monotonic);
  app.get('/metrics', fewAtOnce(maxLongAnswers), async (context) => {
    context.header('Content-Type', metricsType);
    return context.body(await metrics.of(''));
  });
  app.notFound((context) => refuse(context, 404, 'there is nothing here'));
  app.onError((error, context) => {
    parts.logger.error(formatCrash(error));
    return refuse(context, 500, 'this is a bug; the log has more');
  });
  return app;
}
