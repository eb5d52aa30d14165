import assert from 'node:assert/strict';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import nock from 'nock';
import { createNotifier, type NotifierName } from '../../../../notifiers/registry.ts';
import { testNotifiers } from '../../../../tools/check/notifier-tests.ts';
import { exampleContext, exampleTime } from '../../../support/example-event.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

async function tested(notifiers: Partial<Record<NotifierName, object>>): Promise<readonly string[]> {
  const created = Object.entries(notifiers).map(([kind, options]) => {
    const notifier = createNotifier(kind as NotifierName, options, exampleContext());
    return { name: `${kind}-x`, notifier };
  });
  const findings = await testNotifiers(created, { host: 'web1', now: () => exampleTime });
  return findings.map(
    ({ subject, ok, kind, text }) => `${ok ? (kind ?? 'ok') : 'MISSING'} ${subject}: ${text}`,
  );
}

const login = (): nock.Scope =>
  nock('http://keystone.test')
    .post('/v3/auth/tokens')
    .reply(
      201,
      { token: { expires_at: '2036-11-21T03:17:29.000000Z', catalog: [] } },
      { 'X-Subject-Token': 't' },
    );

describe('the test of all notifiers', () => {
  // A request that is not expected fails the test.
  interceptHttp();
  const scratch = scratchFolder();

  const auth = (): object => {
    const passwordFile = join(scratch(), 'password');
    writeFileSync(passwordFile, 'SeKrEt', { mode: 0o600 });
    return { authUrl: 'http://keystone.test/v3', username: 'dma', projectName: 'admin', passwordFile };
  };

  it('sends each receiver an event that is marked as a test', async () => {
    const bodies: string[] = [];
    const taken = (_url: string, body: nock.Body): [number] => (bodies.push(JSON.stringify(body)), [200]);
    nock('http://receiver.test').post('/hook').twice().reply(taken);
    nock('http://alerts.test').post('/api/v2/alerts').reply(taken);
    const file = join(scratch(), 'log');
    assert.deepEqual(
      await tested({
        log: { file },
        http: { url: 'http://receiver.test/hook' },
        alertmanager: { urls: ['http://alerts.test'] },
      }),
      ['log-x', 'http-x', 'alertmanager-x'].map((name) => `ok notifier ${name}: the receiver took the test`),
    );
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    assert.deepEqual([lines.length, bodies.length], [2, 3]);
    for (const text of [...lines, ...bodies])
      assert.match(text, /TEST by .*dma check --test-notifiers.* is not real/);
  });

  it('only logs in and reads at Nova and Congress', async () => {
    login();
    login();
    nock('http://nova.test')
      .get('/v2.1/')
      .reply(200, { version: { version: '2.93' } })
      .get('/v2.1/os-services?binary=nova-compute')
      .reply(200, { services: [] });
    nock('http://congress.test')
      .get('/v1/data-sources')
      .reply(200, { results: [{ id: 'd1', name: 'doctor' }] })
      .get('/v1/data-sources/doctor/tables/events/rows')
      .reply(200, { results: [] });
    assert.deepEqual(
      (
        await tested({
          nova: { auth: auth(), endpoint: 'http://nova.test' },
          congress: { auth: auth(), endpoint: 'http://congress.test' },
        })
      ).map((line) => line.replace(/nothing was sent, .*from one/, '...')),
      [
        'note notifier nova-x: could log in and read; ...; Nova has no nova-compute service',
        'ok notifier congress-x: could log in and read; ...',
      ],
    );
  });

  it('says why a receiver refuses it, and what to do', async () => {
    nock('http://receiver.test').post('/hook').reply(403);
    nock('http://keystone.test').post('/v3/auth/tokens').reply(401, '{}');
    const [http, nova] = await tested({
      http: { url: 'http://receiver.test/hook' },
      nova: { auth: auth() },
    });
    assert.match(http!, /^MISSING notifier http-x: refused \(forbidden\): .*403.*; \w/);
    assert.match(nova!, /^MISSING notifier nova-x: refused \(unauthorized\): .*Keystone.*; \w/);
  });

  it('writes no file as root where somebody else could exchange it', async function () {
    const folder = join(scratch(), 'theirs');
    mkdirSync(folder);
    const isRoot = process.getuid?.() === 0;
    if (isRoot) chownSync(folder, 65_534, 65_534);
    const [line] = await tested({ log: { file: join(folder, 'log') } });
    assert.match(line!, isRoot ? /^MISSING notifier log-x: nothing was sent: .*belongs to/ : /^ok/);
  });
});
