import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import nock from 'nock';
import type { Notifier } from '../notifiers/notifier.ts';
import { createNotifier, type NotifierName } from '../notifiers/registry.ts';
import { exampleContext } from './example-event.ts';

/** How the contract of all notifiers reaches the sink of one. */
export interface NotifierRig {
  /** With a sink that is intercepted, or a file in the folder. */
  readonly make: (folder: string) => Promise<Notifier>;
  /** With its sink at this origin, or as `pipe` in this folder. */
  readonly makeAt: (origin: string, folder: string) => Promise<Notifier>;
  /**
   * Makes the intercepted sink answer event-carrying requests with these statuses in turn, the last one repeated.
   * Absent for a sink that does not speak HTTP.
   *
   * @returns the bodies of these requests, as they arrive
   */
  readonly answer?: (statuses: readonly number[], body?: string) => readonly unknown[];
}

/** In every secret of the rigs, so that one search finds any of them. */
export const secretMark = 'SeKrEt';

const log: NotifierRig = {
  make: async (folder) => createNotifier('log', { file: join(folder, 'log') }, exampleContext()),
  makeAt: async (_origin, folder) => createNotifier('log', { file: join(folder, 'pipe') }, exampleContext()),
};

const http: NotifierRig = {
  make: (folder) => makeHttpAt('http://sink.test', folder),
  makeAt: makeHttpAt,
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    nock('http://sink.test')
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
  return createNotifier('http', { url, bearerTokenFile, headers }, exampleContext());
}

const congress: NotifierRig = {
  make: () => makeCongressAt('http://keystone.test'),
  makeAt: makeCongressAt,
  answer: (statuses, body) => {
    const carried: unknown[] = [];
    const endpoint = { interface: 'public', region: 'R', url: 'http://congress.test/' };
    const token = {
      expires_at: '2026-11-21T03:17:29.000000Z',
      catalog: [{ type: 'policy', endpoints: [endpoint] }],
    };
    nock('http://keystone.test')
      .persist()
      .post('/v3/auth/tokens')
      .reply(201, { token }, { 'X-Subject-Token': `${secretMark}-token` });
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

async function makeCongressAt(origin: string): Promise<Notifier> {
  const env = {
    OS_AUTH_URL: `${origin}/v3?key=${secretMark}-query`,
    OS_USERNAME: 'dma',
    OS_PASSWORD: `${secretMark}-password`,
    OS_PROJECT_NAME: 'admin',
  };
  return createNotifier('congress', undefined, exampleContext(env));
}

/** The rows of a PUT in the form in which they are answered. */
function rowsOf(put: unknown): unknown[][] {
  const rows = (put ?? []) as { time: string; type: string; details: Record<string, string> }[];
  const columns = ['hostname', 'status', 'monitor', 'monitor_event_id'];
  return rows.map(({ time, type, details }) => [time, type, ...columns.map((column) => details[column])]);
}

function nextStatus(statuses: readonly number[], count: number): number {
  return statuses[Math.min(count, statuses.length) - 1]!;
}

/** One for each notifier: a registry entry without one does not compile. */
export const notifierRigs: Readonly<Record<NotifierName, NotifierRig>> = { log, http, congress };
