import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import nock from 'nock';
import type { Notifier } from '../../notifiers/notifier.ts';
import { createNotifier, type NotifierName } from '../../notifiers/registry.ts';
import { exampleContext } from './example-event.ts';

/** The hooks by which the contract of all notifiers reaches the receiver of one. */
export interface NotifierRig {
  /** Creates the notifier with an intercepted receiver, or a file in the folder. */
  readonly make: (folder: string) => Promise<Notifier>;
  /** Creates the notifier with its receiver at this origin, or as `pipe` in this folder. */
  readonly makeAt: (origin: string, folder: string) => Promise<Notifier>;
  /**
   * Makes the intercepted receiver answer event-carrying requests with these statuses in turn, the last one repeated.
   * Absent for a receiver that does not speak HTTP.
   *
   * @returns the bodies of these requests, as they arrive
   */
  readonly answer?: (statuses: readonly number[], body?: string) => readonly unknown[];
  /**
   * Creates the notifier with an intercepted receiver that makes it deliver with a note. Every answer except that of
   * the login holds a secret. Absent for a notifier without notes.
   */
  readonly makeNoting?: (folder: string) => Promise<Notifier>;
}

/** Part of every secret of the rigs, so that one search finds any of them. */
export const secretMark = 'SeKrEt';

const log: NotifierRig = {
  make: async (folder) => createNotifier('log', { file: join(folder, 'log') }, exampleContext()),
  makeAt: async (_origin, folder) => createNotifier('log', { file: join(folder, 'pipe') }, exampleContext()),
};

const http: NotifierRig = {
  make: (folder) => makeHttpAt('http://receiver.test', folder),
  makeAt: makeHttpAt,
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    nock('http://receiver.test')
      .persist()
      .post(/.*/)
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body]);
    return carried;
  },
};

async function makeHttpAt(origin: string, folder: string): Promise<Notifier> {
  const bearerTokenFile = join(folder.endsWith('missing') ? dirname(folder) : folder, 'token');
  await writeFile(bearerTokenFile, `${secretMark}-token\n`, { mode: 0o600 });
  const url = `${origin}/hooks/${secretMark}-path?key=${secretMark}-query`;
  const headers = { 'X-Key': `${secretMark}-header` };
  const hmac = { secretFile: bearerTokenFile };
  return createNotifier('http', { url, bearerTokenFile, headers, hmac }, exampleContext());
}

const alertmanager: NotifierRig = {
  make: (folder) => makeAlertmanagerAt('http://alertmanager.test', folder),
  makeNoting: async (folder) => {
    alertmanager.answer!([200]);
    nock('http://other.test').post(/.*/).reply(500, `${secretMark} in an answer`);
    return makeAlertmanagerAt('http://alertmanager.test', folder, 'http://other.test');
  },
  makeAt: makeAlertmanagerAt,
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    nock('http://alertmanager.test')
      .persist()
      .post(`/${secretMark}-path/api/v2/alerts`)
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body]);
    return carried;
  },
};

async function makeAlertmanagerAt(origin: string, folder: string, ...others: string[]): Promise<Notifier> {
  const passwordFile = join(folder.endsWith('missing') ? dirname(folder) : folder, 'password');
  await writeFile(passwordFile, `${secretMark}-password\n`, { mode: 0o600 });
  const basicAuth = { username: 'dma', passwordFile };
  return createNotifier(
    'alertmanager',
    { urls: [origin, ...others].map((peer) => `${peer}/${secretMark}-path`), basicAuth },
    exampleContext(),
  );
}

const nova: NotifierRig = {
  make: () => makeOpenStackAt('nova', 'http://keystone.test'),
  makeNoting: async () => {
    nova.answer!([200]);
    const server = { name: 'one', status: 'ACTIVE', 'OS-EXT-SRV-ATTR:host': 'web1' };
    const servers = ['moves', 'stays'].map((id) => ({ ...server, id }));
    nock('http://nova.test')
      .get('/v2.1/servers/detail?host=web1&all_tenants=1&status=ACTIVE')
      .reply(200, { servers, token: secretMark })
      .post('/v2.1/servers/moves/action')
      .reply(202, secretMark)
      .post('/v2.1/servers/stays/action')
      .reply(409, secretMark);
    return makeOpenStackAt('nova', 'http://keystone.test', { migrate: { dryRun: false } });
  },
  makeAt: (origin) => makeOpenStackAt('nova', origin),
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    answerLogin('compute', 'http://nova.test/v2.1');
    nock('http://nova.test')
      .persist()
      .get('/v2.1/')
      .reply(200, { version: { id: 'v2.1', version: '2.93', min_version: '2.1' } })
      .get('/v2.1/os-services?host=web1&binary=nova-compute')
      .reply(() => {
        const service = { id: 's1', binary: 'nova-compute', host: 'web1', status: 'enabled' };
        return [200, { services: [{ ...service, ...(carried.at(-1) as object) }] }];
      })
      .put('/v2.1/os-services/s1')
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body]);
    return carried;
  },
};

const congress: NotifierRig = {
  make: () => makeOpenStackAt('congress', 'http://keystone.test'),
  makeAt: (origin) => makeOpenStackAt('congress', origin),
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    answerLogin('policy', 'http://congress.test/');
    nock('http://congress.test')
      .persist()
      .get('/v1/data-sources')
      .reply(200, { results: [{ id: 'd1', name: 'doctor' }] })
      .get('/v1/data-sources/doctor/tables/events/rows')
      .reply(() => [200, { results: rowsOf(carried.at(-1)).map((data) => ({ data })) }])
      .put('/v1/data-sources/doctor/tables/events/rows')
      .reply((_url, sent) => [nextStatus(statuses, carried.push(sent)), body]);
    return carried;
  },
};

async function makeOpenStackAt(
  name: 'congress' | 'nova',
  origin: string,
  options?: object,
): Promise<Notifier> {
  const env = {
    OS_AUTH_URL: `${origin}/v3?key=${secretMark}-query`,
    OS_USERNAME: 'dma',
    OS_PASSWORD: `${secretMark}-password`,
    OS_PROJECT_NAME: 'admin',
  };
  return createNotifier(name, options, exampleContext(env));
}

/** Makes the intercepted Keystone give a token with this one service in its catalog. */
function answerLogin(type: string, url: string): void {
  const token = {
    expires_at: '2026-11-21T03:17:29.000000Z',
    catalog: [{ type, endpoints: [{ interface: 'public', region: 'R', url }] }],
  };
  nock('http://keystone.test')
    .persist()
    .post('/v3/auth/tokens')
    .reply(201, { token }, { 'X-Subject-Token': `${secretMark}-token` });
}

/** The rows of a PUT in the format of the answer to GET. */
function rowsOf(put: unknown): unknown[][] {
  const rows = (put ?? []) as { time: string; type: string; details: Record<string, string> }[];
  const columns = ['hostname', 'status', 'monitor', 'monitor_event_id'];
  return rows.map(({ time, type, details }) => [time, type, ...columns.map((column) => details[column])]);
}

function nextStatus(statuses: readonly number[], count: number): number {
  return statuses[Math.min(count, statuses.length) - 1]!;
}

/** The rig of each notifier: a registry entry without one does not compile. */
export const notifierRigs: Readonly<Record<NotifierName, NotifierRig>> = {
  log,
  http,
  alertmanager,
  nova,
  congress,
};
