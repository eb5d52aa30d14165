import { getRequestListener } from '@hono/node-server';
import { once } from 'node:events';
import type { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { cacheSocket, loadConfig, type Config } from '../../plugins/config/config.ts';
import { dashboardSchema, type DashboardConfig } from '../../plugins/config/dashboard-config.ts';
import { isOpenToOthers, parseListenAddress } from '../../plugins/config/listen-address.ts';
import { epochSeconds, monotonicSeconds } from '../../plugins/process/clock.ts';
import { lineWriter } from '../../plugins/process/line-writer.ts';
import { createLogger } from '../../plugins/process/logger.ts';
import { readRedisAccess } from '../../plugins/redis/access.ts';
import { readVersionLine } from '../build-origin.ts';
import { Outlook } from '../outlook/outlook.ts';
import { OutsideError, UsageError } from '../process/command-error.ts';
import { onHangup } from '../process/hangup.ts';
import { becomeSpoolOwner } from '../spool/folder-owner.ts';
import { dashboardApp } from './app.ts';
import { LiveOutlook } from './live-outlook.ts';
import { Stores } from './stores.ts';
import { Login } from './server/login.ts';
import { RenewedAccess } from './server/renewed-access.ts';
import { readServerAccess } from './server/server-access.ts';
import { startServer, type RunningServer } from './server/server.ts';

export interface DashboardOptions {
  /** dma.yaml; undefined for the default one. */
  readonly config: string | undefined;
  /** In place of the address of dma.yaml. */
  readonly listen: string | undefined;
}

/**
 * Serves the page, the API and the metrics until the signal.
 *
 * @returns rejects with ConfigError, UsageError, and with OutsideError when it cannot listen
 */
export async function dashboard(
  options: DashboardOptions,
  secrets: KnownSecrets,
  signal: AbortSignal,
): Promise<void> {
  const config = loadConfig(options.config);
  const chosen = chosenOptions(config, options);
  const address = parseListenAddress(chosen.listen)!;
  const access = await readServerAccess(chosen, secrets, epochSeconds());
  const configs = storeConfigs(config, chosen);
  for (const { config: one } of configs) await readRedisAccess(one.redis, secrets);
  becomeSpoolOwner(config.spool, process);
  const logger = createLogger('dma dashboard', lineWriter(process.stderr, 'dma dashboard'), secrets);
  const clocks = { now: epochSeconds, monotonic: monotonicSeconds };
  const stores = new Stores(
    configs.map(({ name, config: one }) => ({ name, outlook: new Outlook(one, { secrets, ...clocks }) })),
  );
  const login = new Login(access.token, epochSeconds);
  const socket = cacheSocket(config);
  const collectd = socket === undefined ? undefined : new UnixsockClient(socket);
  try {
    const app = dashboardApp({
      config,
      file: options.config,
      address,
      hostNames: chosen.hostNames,
      isTls: access.tls !== undefined,
      login,
      live: new LiveOutlook(stores, monotonicSeconds),
      logger,
      collectd,
      version: readVersionLine(),
      now: epochSeconds,
      monotonic: monotonicSeconds,
    });
    const answer = getRequestListener(app.fetch);
    let server: RunningServer;
    try {
      server = await startServer(address, access.tls, (request, response) => void answer(request, response));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      throw new OutsideError(`cannot listen: ${message}; choose another --listen`, { cause: error });
    }
    logger.info(`listening at ${server.url}`);
    if (process.getuid?.() === 0)
      logger.warn(`runs as root, because the spool ${config.spool} belongs to root or is not there`);
    if (isOpenToOthers(address) && !access.tls)
      logger.warn(
        'without TLS, whoever can listen on the way reads the token; see dashboard.certificate in dma.yaml',
      );
    const load = (): DashboardConfig => chosenOptions(loadConfig(options.config), options);
    const renewed = new RenewedAccess(
      { login, server, secrets, logger, load, now: epochSeconds },
      access.tls,
    );
    onHangup(() => void renewed.request());
    if (!signal.aborted) await once(signal, 'abort');
    await server.close();
  } finally {
    collectd?.close();
    stores.close();
  }
}

/** The configuration for each Redis that is read. */
function storeConfigs(
  config: Config,
  { redis }: DashboardConfig,
): readonly { readonly name: string | undefined; readonly config: Config }[] {
  if (!redis) return [{ name: undefined, config }];
  return Object.entries(redis).map(([name, one]) => ({ name, config: { ...config, redis: one } }));
}

/** @throws UsageError when the flag does not fit the rest */
function chosenOptions({ dashboard: given }: Config, { listen }: DashboardOptions): DashboardConfig {
  if (listen === undefined) return given;
  const { data, error } = dashboardSchema.safeParse({ ...given, listen });
  if (data) return data;
  const { message } = error.issues[0]!;
  throw new UsageError(
    `--listen: ${message.startsWith('expected') ? `${message}, not "${listen}"` : `${listen} ${message}`}`,
  );
}
