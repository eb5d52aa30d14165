import assert from 'node:assert/strict';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { AlertEvent } from '../../../../notifiers/event/alert-event.ts';
import { createDataSource } from '../../../../notifiers/congress/api.ts';
import { congress, openCongress } from '../../../../notifiers/congress/congress.ts';
import type { Notifier } from '../../../../notifiers/notifier.ts';
import { createNotifier } from '../../../../notifiers/registry.ts';
import {
  startCongressDummy,
  type CongressDummyOptions,
  type RunningCongressDummy,
} from '../../../../tools/dummies/congress/congress-dummy.ts';
import { exampleEvent, exampleTime } from '../../../support/example-event.ts';

const foreign = ['2026-11-21T01:00:00Z', 'compute.host.down', 'web2', 'down', 'zabbix1', '111'];
const rowOf = (writer: string, host = 'web1', id = 'web1-memory-1') => [
  '2026-11-21T02:00:00Z',
  'memory',
  host,
  'down_predict',
  `collectd-dma@${writer}`,
  id,
];

function deliver(notifier: Notifier, event: AlertEvent, ...open: AlertEvent[]) {
  return notifier.deliver({ events: [event], open }, new AbortController().signal);
}

describe('the congress notifier with a whole Keystone and Congress', () => {
  let dummy: RunningCongressDummy;
  const requests: string[] = [];

  const start = async (options: CongressDummyOptions = {}) => {
    requests.length = 0;
    dummy = await startCongressDummy({
      unknownDelaySeconds: 0,
      onRequest: ({ method, url }) => requests.push(`${method} ${url}`),
      ...options,
    });
  };
  afterEach(() => dummy.close());

  const context = (writer = 'collector1') => ({
    writer,
    env: (name: string) => dummy.env[name],
    now: () => Date.now() / 1000,
    secrets: new KnownSecrets(),
  });
  const make = (writer?: string, options?: object) => createNotifier('congress', options, context(writer));
  const sorted = () => dummy.rows().map(String).sort();

  it('writes to a data source that keeps its rows and has no table before they are written', async () => {
    await start({ dataSources: [] });
    const { access } = openCongress(congress.options.parse({}), context());
    await createDataSource(access, 'doctor', true);
    const warning = exampleEvent();
    const notifier = make();
    assert.deepEqual(await deliver(notifier, exampleEvent({ severity: 'OKAY' })), { outcome: 'delivered' });
    assert.deepEqual(await deliver(notifier, warning, warning), { outcome: 'delivered' });
    assert.deepEqual(dummy.rows(), [rowOf('collector1')]);
  });

  it('opens, escalates and ends an episode, and keeps the rows of others throughout', async () => {
    await start();
    dummy.setRows([foreign]);
    const notifier = make();
    const warning = exampleEvent();
    assert.deepEqual(await deliver(notifier, warning, warning), { outcome: 'delivered' });
    assert.deepEqual(sorted(), [foreign, rowOf('collector1')].map(String).sort());

    const failure = exampleEvent({ severity: 'FAILURE', time: exampleTime + 5 });
    const other = exampleEvent({ id: 'other', host: 'web3' });
    await deliver(notifier, failure, failure, other);
    assert.deepEqual(
      sorted(),
      [foreign, rowOf('collector1'), rowOf('collector1', 'web3', 'other')].map(String).sort(),
    );

    const okay = exampleEvent({ severity: 'OKAY', time: exampleTime + 9 });
    await deliver(notifier, okay, other);
    assert.deepEqual(sorted(), [foreign, rowOf('collector1', 'web3', 'other')].map(String).sort());

    await deliver(notifier, exampleEvent({ id: 'other', severity: 'OKAY' }));
    assert.deepEqual(dummy.rows(), [foreign]);
  });

  it('logs in and looks for the data source once, then reads, writes and reads', async () => {
    await start();
    const notifier = make();
    const event = exampleEvent();
    await deliver(notifier, event, event);
    await deliver(notifier, exampleEvent({ severity: 'OKAY' }));
    const rows = '/v1/data-sources/doctor/tables/events/rows';
    const rounds = [`GET ${rows}`, `PUT ${rows}`, `GET ${rows}`];
    assert.deepEqual(requests, ['POST /v3/auth/tokens', 'GET /v1/data-sources', ...rounds, ...rounds]);
  });

  it('shares a table with another writer', async () => {
    await start();
    const event = exampleEvent();
    for (const writer of ['one', 'two']) await deliver(make(writer), event, event);
    assert.deepEqual(sorted(), [rowOf('one'), rowOf('two')].map(String));
    await deliver(make('one'), exampleEvent({ severity: 'OKAY' }));
    assert.deepEqual(dummy.rows(), [rowOf('two')]);
  });

  it('notices a lost race, and wins it with the next attempt', async () => {
    let lost = 0;
    await start({
      onChange: () => {
        lost += 1;
        if (lost === 1) dummy.setRows([foreign]);
      },
    });
    const notifier = make();
    const event = exampleEvent();
    const first = await deliver(notifier, event, event);
    assert.deepEqual([first.outcome, first.outcome === 'failed' && first.recoverable], ['failed', true]);
    assert.deepEqual(await deliver(notifier, event, event), { outcome: 'delivered' });
    assert.deepEqual(sorted(), [foreign, rowOf('collector1')].map(String).sort());
  });

  it('brings its rows back after a restart of Congress that lost them', async () => {
    await start();
    const notifier = make();
    const event = exampleEvent();
    await deliver(notifier, event, event);
    dummy.restart();
    assert.equal(notifier.repeatSeconds, 60);
    const nothingNew = { events: [], open: [event] };
    const deliverAgain = () => notifier.deliver(nothingNew, new AbortController().signal);
    assert.deepEqual(await deliverAgain(), { outcome: 'delivered' });
    assert.deepEqual(dummy.rows(), [rowOf('collector1')]);
    requests.length = 0;
    assert.deepEqual(await deliverAgain(), { outcome: 'delivered' });
    assert.deepEqual(
      requests.map((request) => request.split(' ')[0]),
      ['GET'],
      'looks, and writes nothing when all is there',
    );
  });

  it('knows its data source by id as well as by name', async () => {
    await start();
    const event = exampleEvent();
    const id = dummy.dataSourceId('doctor');
    assert.deepEqual(await deliver(make('one', { datasource: id }), event, event), { outcome: 'delivered' });
    assert.deepEqual(dummy.rows(), [rowOf('one')]);
  });

  it('has a data source for each writer where the name says so', async () => {
    await start({ dataSources: ['doctor_one', 'doctor_w_2.b'] });
    const event = exampleEvent();
    for (const writer of ['one', 'w-2.b'])
      await deliver(make(writer, { datasource: 'doctor_{writer}' }), event, event);
    assert.deepEqual(dummy.rows('doctor_one'), [rowOf('one')]);
    assert.deepEqual(dummy.rows('doctor_w_2.b'), [rowOf('w-2.b')]);
  });

  it('gets a new token when the old one was revoked', async () => {
    await start();
    const notifier = make();
    const event = exampleEvent();
    await deliver(notifier, event, event);
    dummy.revokeTokens();
    assert.deepEqual(await deliver(notifier, exampleEvent({ severity: 'OKAY' })), { outcome: 'delivered' });
    assert.deepEqual(dummy.rows(), []);
  });

  it('logs in by an expiring application credential', async () => {
    await start({ applicationCredential: { id: 'app1', secret: 'two', expires: Date.now() / 1000 + 3600 } });
    const env: Record<string, string> = {
      OS_AUTH_URL: dummy.authUrl,
      OS_APPLICATION_CREDENTIAL_ID: 'app1',
      OS_APPLICATION_CREDENTIAL_SECRET: 'two',
    };
    const notifier = createNotifier('congress', {}, { ...context(), env: (name) => env[name] });
    const event = exampleEvent();
    assert.deepEqual(await deliver(notifier, event, event), { outcome: 'delivered' });
  });

  it('tells a wrong password, a missing role and a missing data source apart', async () => {
    const event = exampleEvent();
    const reasons: unknown[] = [];
    for (const [options, env] of [
      [{}, { OS_PASSWORD: 'wrong' }],
      [{ isAdmin: false }, {}],
      [{ dataSources: [] }, {}],
    ] as const) {
      await start(options);
      const known: Record<string, string> = { ...dummy.env, ...env };
      const notifier = createNotifier('congress', {}, { ...context(), env: (name) => known[name] });
      const delivery = await deliver(notifier, event, event);
      reasons.push(delivery.outcome === 'failed' && [delivery.reason, delivery.recoverable]);
      await dummy.close();
    }
    await start();
    assert.deepEqual(reasons, [
      ['unauthorized', true],
      ['forbidden', true],
      ['not-found', true],
    ]);
  });

  it('says which role is missing when Congress refuses the user', async () => {
    await start({ isAdmin: false });
    const event = exampleEvent();
    const delivery = await deliver(createNotifier('congress', {}, context()), event, event);
    assert.ok(delivery.outcome === 'failed');
    assert.match(
      delivery.message,
      /answered 403.*: Congress lets only the admin role do that; give it to the user/,
    );
  });

  it('has a table that a person can list and clear', async () => {
    await start();
    dummy.setRows([foreign]);
    const { table } = openCongress(congress.options.parse({}), context());
    const listed = await table.list();
    assert.ok(listed.kind === 'rows');
    assert.deepEqual(
      listed.rows.map(({ hostname, status }) => [hostname, status]),
      [['web2', 'down']],
    );
    assert.deepEqual(await table.replace([]), { outcome: 'delivered' });
    assert.deepEqual(dummy.rows(), []);
  });
});
