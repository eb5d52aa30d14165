import { epochSeconds } from '../../../plugins/process/clock.ts';
import { CongressDummy, type TableChange } from './congress.ts';
import type { DummyRow } from './events-table.ts';
import { KeystoneDummy, type ApplicationCredential } from './keystone.ts';
import { NovaDummy } from './nova.ts';
import { startLoopbackServer, type ListenOptions, type ReceivedRequest } from '../loopback-server.ts';

export interface CongressDummyOptions extends ListenOptions {
  /** (Default: admin) */
  readonly user?: string;
  /** (Default: secret) */
  readonly password?: string;
  /** (Default: admin) */
  readonly projectName?: string;
  /** (Default: Default) */
  readonly userDomainName?: string;
  /** (Default: Default) */
  readonly projectDomainName?: string;
  /** Another credential that may log in. (Default: none) */
  readonly applicationCredential?: ApplicationCredential;
  /** Without the admin role Congress answers 403. (Default: true) */
  readonly isAdmin?: boolean;
  /** Lifetime of a token. (Default: 3600) */
  readonly tokenSeconds?: number;
  /** (Default: RegionOne) */
  readonly region?: string;
  /** Data sources at the start, of the doctor driver. (Default: `doctor`) */
  readonly dataSources?: readonly string[];
  /** Delay of the 404 for the tables of an unknown data source, as on a real Congress. (Default: 5) */
  readonly unknownDelaySeconds?: number;
  /** Hosts that Nova runs servers on. (Default: none) */
  readonly hypervisors?: readonly string[];
  /** The newest microversion that Nova speaks. (Default: 2.93) */
  readonly novaMicroversion?: string;
  /** Called with a readable line after each change in Nova by a client, before it is answered. */
  readonly onNovaChange?: (line: string) => void;
  /** Called after each PUT that changed a table, before it is answered. */
  readonly onChange?: (change: TableChange) => void;
  /** Called for each request, before it is processed. */
  readonly onRequest?: (request: ReceivedRequest) => void;
  /** The present time in epoch seconds. (Default: the clock) */
  readonly now?: () => number;
}

/** A running Keystone, Congress and Nova. */
export interface RunningCongressDummy {
  /** Keystone's, such as `http://127.0.0.1:8080/v3`. */
  readonly authUrl: string;
  /** Congress', such as `http://127.0.0.1:8080`. */
  readonly congressUrl: string;
  /** Its services and servers, to be inspected and changed. */
  readonly nova: NovaDummy;
  /** The environment of a client: `OS_AUTH_URL`, `OS_USERNAME` and so on. */
  readonly env: Readonly<Record<string, string>>;
  /** The rows of a data source's events table. @throws Error when it is unknown. */
  rows(dataSource?: string): readonly DummyRow[];
  /** @throws Error when the data source is unknown. */
  dataSourceId(dataSource: string): string;
  /** Puts rows there, as another writer would. @throws Error when the data source is unknown. */
  setRows(rows: readonly DummyRow[], dataSource?: string): void;
  /** Makes all tokens invalid. */
  revokeTokens(): void;
  /** Forgets the rows, as a restart of Congress does without `persist_data`. */
  restart(): void;
  close(): Promise<void>;
}

/**
 * Starts an in-memory stand-in for Keystone v3, Congress v1 (doctor driver) and Nova v2.1 on one port, for the
 * demonstration and the tests. Keystone and Congress behave as observed on real servers, Nova as in its source, errors
 * included. Do not give it real passwords.
 *
 * @throws Error from `listen`, such as EADDRINUSE.
 */
export async function startCongressDummy(options: CongressDummyOptions = {}): Promise<RunningCongressDummy> {
  const account = {
    user: options.user ?? 'admin',
    password: options.password ?? 'secret',
    projectName: options.projectName ?? 'admin',
    userDomainName: options.userDomainName ?? 'Default',
    projectDomainName: options.projectDomainName ?? 'Default',
    applicationCredential: options.applicationCredential,
    isAdmin: options.isAdmin ?? true,
    tokenSeconds: options.tokenSeconds ?? 3600,
    region: options.region ?? 'RegionOne',
  };
  const keystone = new KeystoneDummy(account, options.now ?? epochSeconds);
  const congress = new CongressDummy(options.unknownDelaySeconds ?? 5, options.onChange);
  for (const name of options.dataSources ?? ['doctor']) congress.create(name);
  const nova = new NovaDummy(options.novaMicroversion, options.onNovaChange);
  for (const host of options.hypervisors ?? []) nova.addService(host);

  const known = (name: string) => {
    const dataSource = congress.find(name);
    if (!dataSource) throw new Error(`no data source ${name}`);
    return dataSource;
  };
  const server = await startLoopbackServer((request) => {
    options.onRequest?.(request);
    const role = keystone.roleOf(request.headers['x-auth-token']?.toString());
    if (request.url.startsWith('/v1/')) return congress.answer(request, role);
    if (/^\/v2\.1(\/|$)/.test(request.url)) return nova.answer(request, role);
    // The catalog has the host name by which the client reached us.
    return keystone.answer(request, `http://${request.headers.host}`);
  }, options);
  const authUrl = `${server.url}/v3`;
  return {
    authUrl,
    congressUrl: server.url,
    nova,
    env: {
      OS_AUTH_URL: authUrl,
      OS_USERNAME: account.user,
      OS_PASSWORD: account.password,
      OS_PROJECT_NAME: account.projectName,
      OS_USER_DOMAIN_NAME: account.userDomainName,
      OS_PROJECT_DOMAIN_NAME: account.projectDomainName,
      OS_REGION_NAME: account.region,
    },
    rows: (name = 'doctor') => known(name).rows ?? [],
    dataSourceId: (name) => known(name).id,
    setRows: (rows, name = 'doctor') => {
      known(name).rows = rows;
    },
    revokeTokens: () => keystone.revokeTokens(),
    restart: () => congress.restart(),
    close: () => server.close(),
  };
}
