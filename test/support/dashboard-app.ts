import type { IncomingMessage } from 'node:http';
import type { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { parseConfig } from '../../plugins/config/config.ts';
import { parseListenAddress } from '../../plugins/config/listen-address.ts';
import { dashboardApp } from '../../tools/dashboard/app.ts';
import type { DashboardApp } from '../../tools/dashboard/server/guard.ts';
import { LiveOutlook } from '../../tools/dashboard/live-outlook.ts';
import { Login } from '../../tools/dashboard/server/login.ts';
import { Stores } from '../../tools/dashboard/stores.ts';
import type { Outlook, Snapshot } from '../../tools/outlook/outlook.ts';
import { exampleTime } from './example-event.ts';
import { exampleSnapshot } from './example-outlook.ts';

export const dashboardToken = 'a-token-of-the-test';

/** A request as a program sends it; `listen` is the address of the server. */
export interface AskedFor {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface FakeDashboard {
  readonly app: DashboardApp;
  /** Lines of the log. */
  readonly logged: string[];
  readonly ask: (path: string, request?: AskedFor) => Promise<Response>;
}

export interface FakeParts {
  readonly listen?: string;
  /** Null for a server without any. */
  readonly token?: string | null;
  /** The finding of each look. */
  readonly snapshot?: Snapshot;
  readonly collectd?: Pick<UnixsockClient, 'command'>;
}

/**
 * The application with an outlook that has been looked at already.
 *
 * @param text of dma.yaml
 */
export function fakeDashboard(
  text = '',
  {
    listen = '127.0.0.1:9977',
    token = dashboardToken,
    snapshot = exampleSnapshot(),
    collectd,
  }: FakeParts = {},
): FakeDashboard {
  const config = parseConfig(text, 'dma.yaml');
  const logged: string[] = [];
  const log = (line: string): unknown => logged.push(line);
  const outlook = {
    look: async (): Promise<Snapshot> => snapshot,
    withDetails: async (seen: Snapshot): Promise<Snapshot> => seen,
    forgetSpool: () => undefined,
  } as unknown as Outlook;
  const app = dashboardApp({
    config,
    file: undefined,
    address: parseListenAddress(listen)!,
    hostNames: config.dashboard.hostNames,
    isTls: false,
    login: new Login(token ?? undefined, () => exampleTime),
    live: new LiveOutlook(new Stores([{ name: undefined, outlook }]), () => 0),
    logger: { info: log, warn: log, error: log },
    collectd,
    version: '1.2.3',
    now: () => exampleTime,
    monotonic: () => 0,
  });
  const ask = async (
    path: string,
    { method = 'GET', headers = {}, body }: AskedFor = {},
  ): Promise<Response> => {
    const all = { host: '127.0.0.1:9977', ...headers };
    const incoming = {
      headers: all,
      socket: {},
      complete: true,
      destroyed: false,
    } as unknown as IncomingMessage;
    const url = `http://${all.host}${path}`;
    const init = { method, headers: all, ...(body !== undefined && { body }) };
    return app.fetch(new Request(url, init), { incoming });
  };
  return { app, logged, ask };
}
