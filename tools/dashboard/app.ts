import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Config } from '../../plugins/config/config.ts';
import type { ListenAddress } from '../../plugins/config/listen-address.ts';
import type { Logger } from '../../plugins/process/logger.ts';
import { ConfigError } from '../../plugins/process/config-error.ts';
import type { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { formatCrash } from '../process/process-guard.ts';
import { episodeRoutes } from './api/episode-routes.ts';
import { mount } from './api/mount.ts';
import { openApi } from './api/openapi.ts';
import { programRoutes } from './api/program-routes.ts';
import { seriesRoutes } from './api/series-routes.ts';
import { silenceRoutes } from './api/silence-routes.ts';
import type { LiveOutlook } from './live-outlook.ts';
import { LimitLooks } from './metrics/limit-look.ts';
import type { LookTime } from '../outlook/series-details.ts';
import { metricsText, metricsType } from './metrics/metrics.ts';
import { fewAtOnce } from './server/few-at-once.ts';
import { guard, refuse, type DashboardApp, type DashboardEnv } from './server/guard.ts';
import { addActions } from './pages/action-routes.ts';
import { framed } from './pages/page.ts';
import { addPages, frameOf } from './pages/page-routes.ts';
import { problemPage } from './pages/plain-pages.ts';
import { perfRoutes } from './perf/perf-routes.ts';
import { Readings } from './readings.ts';
import { Refusal } from './refusal.ts';
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
  readonly isTls: boolean;
  readonly live: LiveOutlook;
  readonly logger: Logger;
  /** Undefined where dma.yaml says `cache: off`. */
  readonly collectd: Pick<UnixsockClient, 'command'> | undefined;
  readonly version: string;
  /** Epoch seconds. */
  readonly now: () => number;
  readonly monotonic: () => number;
}

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
  const limits = new LimitLooks();
  const time = (): LookTime => ({ now: parts.now(), monotonic: parts.monotonic() });
  const metrics = new SharedReading(() => metricsText(parts.live, limits, time), 1, 2, parts.monotonic);
  app.get('/metrics', fewAtOnce(maxLongAnswers), async (context) => {
    context.header('Content-Type', metricsType);
    return context.body(await metrics.of(''));
  });
  const readings = new Readings({ ...parts, notifiers: Object.keys(parts.config.notifiers) });
  const routes = [
    ...seriesRoutes(readings),
    ...episodeRoutes(readings, parts.file),
    ...silenceRoutes(readings, parts.file),
    ...programRoutes(readings, parts.now),
    ...perfRoutes({ ...parts, readings }),
  ];
  const description = openApi(routes, parts.version);
  app.get('/api/v1/openapi.json', (context) => context.json(description));
  mount(app, routes);
  addPages(app, { ...parts, readings });
  addActions(app, { ...parts, readings });
  const say = (
    context: Context<DashboardEnv>,
    { status, message }: Refusal,
  ): Response | Promise<Response> => {
    const { path } = context.req;
    if (path.startsWith('/api/') || path === '/metrics') return refuse(context, status, message);
    return context.html(framed(problemPage(status, message), frameOf(context, parts.login)), status);
  };
  app.notFound((context) => say(context, new Refusal(404, 'there is nothing here')));
  app.onError((error, context) => {
    const refusal = refusalOf(error);
    if (refusal) return say(context, refusal);
    // The client went away in the middle of its request: nobody is there to be answered.
    const { complete, destroyed } = context.env.incoming;
    if (destroyed && !complete) return say(context, new Refusal(400, 'the request has no end'));
    parts.logger.error(formatCrash(error));
    return say(context, new Refusal(500, 'this is a bug; the log has more'));
  });
  return app;
}

/** The refusal for an error that is no bug; undefined for one that is. */
function refusalOf(error: Error): Refusal | undefined {
  if (error instanceof Refusal) return error;
  // Fields of a body or a form have the names of the options of commands, without their hyphens.
  if (error instanceof UsageError) return new Refusal(400, error.message.replaceAll(/--(?=[a-z])/g, ''));
  if (error instanceof OutsideError) return new Refusal(409, error.message);
  return error instanceof ConfigError ? new Refusal(503, error.message) : undefined;
}
