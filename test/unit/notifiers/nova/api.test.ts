import assert from 'node:assert/strict';
import nock from 'nock';
import type { Notifier } from '../../../../notifiers/notifier.ts';
import { createNotifier } from '../../../../notifiers/registry.ts';
import { exampleBatch, exampleContext, exampleEvent } from '../../../support/example-event.ts';
import { interceptHttp } from '../../../support/intercept-http.ts';

const service = { id: 's1', binary: 'nova-compute', host: 'web1', status: 'enabled', disabled_reason: null };
const server = { id: 'v1', name: 'one', status: 'ACTIVE', 'OS-EXT-SRV-ATTR:host': 'web1' };
const listPath = '/v2.1/p1/os-services?host=web1&binary=nova-compute';
const serversPath = '/v2.1/p1/servers/detail?host=web1&all_tenants=1&status=ACTIVE';
const move = { 'os-migrateLive': { host: null, block_migration: 'auto' } };

function novaTest() {
  const reqheaders = { 'openstack-api-version': 'compute 2.53', 'x-auth-token': 't' };
  return nock('http://nova.test', { reqheaders });
}

function knowVersion(version = '2.93') {
  return novaTest().get('/v2.1/').reply(200, { version: { version } });
}

function knowServices(...services: object[]) {
  return novaTest().get(listPath).reply(200, { services });
}

function knowServers(...servers: object[]) {
  return novaTest().get(serversPath).reply(200, { servers });
}

describe('the nova notifier and a Nova that answers oddly', () => {
  interceptHttp();
  const env = {
    OS_AUTH_URL: 'http://keystone.test',
    OS_USERNAME: 'dma',
    OS_PASSWORD: 'SeKrEt',
    OS_PROJECT_NAME: 'ops',
  };
  beforeEach(() => {
    const catalog = [
      {
        type: 'compute',
        endpoints: [{ interface: 'public', region: 'R', url: 'http://nova.test/v2.1/p1/' }],
      },
    ];
    nock('http://keystone.test')
      .persist()
      .post('/v3/auth/tokens')
      .reply(201, { token: { expires_at: '2026-11-21T03:00:00Z', catalog } }, { 'X-Subject-Token': 't' });
  });

  const make = (options: object = {}) => createNotifier('nova', options, exampleContext(env));
  const deliver = (notifier: Notifier = make()) =>
    notifier.deliver(exampleBatch(), new AbortController().signal);

  it('asks for the version without the project that old catalogs have, and for all else with it', async () => {
    knowVersion();
    knowServices(service);
    const put = novaTest()
      .put('/v2.1/p1/os-services/s1', (body: { status: string }) => body.status === 'disabled')
      .reply(200);
    assert.deepEqual(await deliver(), { outcome: 'delivered' });
    put.done();
  });

  it('disables no other host and no other service, though Nova may list them', async () => {
    knowVersion();
    knowServices({ ...service, host: 'web2' }, { ...service, binary: 'nova-conductor' });
    const delivery = await deliver();
    assert.equal(delivery.outcome === 'failed' && delivery.reason, 'not-found');
  });

  it('moves no server of which Nova does not say that it runs there and now', async () => {
    knowVersion();
    knowServices({ ...service, status: 'disabled', disabled_reason: 'collectd-dma: web1-memory-1 x' });
    knowServers(
      { ...server, 'OS-EXT-SRV-ATTR:host': 'web2' },
      { ...server, 'OS-EXT-SRV-ATTR:host': null },
      { id: 'v2', name: 'two', status: 'ACTIVE' },
      { ...server, status: 'SHUTOFF' },
      { ...server, 'OS-EXT-STS:task_state': 'migrating' },
    );
    assert.deepEqual(await deliver(make({ migrate: { dryRun: false } })), { outcome: 'delivered' });
  });

  it('goes on with the rest after a failure in the middle, within the same cap', async () => {
    const notifier = make({ migrate: { dryRun: false, servers: 2 } });
    const others = [
      { ...server, id: 'v2', name: 'two' },
      { ...server, id: 'v3', name: 'three' },
    ];
    knowVersion();
    knowServices({ ...service, status: 'disabled', disabled_reason: 'collectd-dma: web1-memory-1 x' });
    knowServers(server, ...others);
    novaTest().post('/v2.1/p1/servers/v1/action', move).reply(202);
    novaTest().post('/v2.1/p1/servers/v2/action', move).reply(503);
    const first = await deliver(notifier);
    assert.deepEqual([first.outcome, first.outcome === 'failed' && first.recoverable], ['failed', true]);
    knowServices({ ...service, status: 'disabled', disabled_reason: 'collectd-dma: web1-memory-1 x' });
    knowServers(...others);
    novaTest().post('/v2.1/p1/servers/v2/action', move).reply(202);
    const second = await deliver(notifier);
    assert.deepEqual(second, {
      outcome: 'delivered',
      note: 'web1: asked Nova to move v2 (two); 1 more stay: at most 2 within 3600 s',
    });
  });

  const mine = { ...service, status: 'disabled', disabled_reason: 'collectd-dma: web1-memory-1 x' };
  const okay = { events: [exampleEvent({ severity: 'OKAY' })], open: [] };
  for (const [title, batch, answer] of [
    ['the list of services', exampleBatch(), () => novaTest().get(listPath).reply(503)],
    [
      'disabling a service',
      exampleBatch(),
      () => {
        knowServices(service);
        novaTest().put('/v2.1/p1/os-services/s1').reply(503);
      },
    ],
    [
      'the list of servers',
      exampleBatch(),
      () => {
        knowServices(mine);
        novaTest().get(serversPath).reply(503);
      },
    ],
    ['the list of services at the end', okay, () => novaTest().get(listPath).reply(503)],
    [
      'enabling a service',
      okay,
      () => {
        knowServices(mine);
        novaTest().put('/v2.1/p1/os-services/s1').reply(503);
      },
    ],
    [
      'disabling a service for another episode',
      { ...okay, open: [exampleEvent({ id: 'other' })] },
      () => {
        knowServices(mine);
        novaTest().put('/v2.1/p1/os-services/s1').reply(503);
      },
    ],
  ] as const)
    it(`fails recoverably with ${title}`, async () => {
      knowVersion();
      answer();
      const delivery = await make({ migrate: {} }).deliver(batch, new AbortController().signal);
      assert.equal(delivery.outcome === 'failed' && delivery.reason, 'server-error');
    });

  it('leaves a server that Nova does not know any more, and moves the next one', async () => {
    knowVersion();
    knowServices(mine);
    knowServers(server, { ...server, id: 'v2', name: 'two' }, { ...server, id: 'v3', name: 'three' });
    novaTest().post('/v2.1/p1/servers/v1/action', move).reply(404);
    for (const id of ['v2', 'v3']) novaTest().post(`/v2.1/p1/servers/${id}/action`, move).reply(202);
    const delivery = await deliver(make({ migrate: { dryRun: false } }));
    assert.match(
      JSON.stringify(delivery),
      /asked Nova to move v2 \(two\), v3 \(three\); Nova refuses to move v1 \(POST/,
    );
  });

  it('moves servers where the service is disabled for another episode of the host', async () => {
    knowVersion();
    knowServices(mine);
    knowServers(server);
    const swap = exampleEvent({ id: 'swap-1', resource: 'swap' });
    const notifier = make({ migrate: {}, resources: ['memory', 'swap'] });
    const batch = { events: [swap], open: [exampleEvent(), swap] };
    const delivery = await notifier.deliver(batch, new AbortController().signal);
    assert.match(JSON.stringify(delivery), /would ask Nova to move v1/);
  });

  it('is asked for nothing by an event whose episode is over while another goes on', async () => {
    const batch = { events: [exampleEvent()], open: [exampleEvent({ id: 'other' })] };
    assert.deepEqual(await make().deliver(batch, new AbortController().signal), { outcome: 'delivered' });
  });

  it('has the files of its credentials checked', async () => {
    const found = await make({ auth: { passwordFile: '/nowhere/password' } }).checkFiles!();
    assert.equal(found.outcome === 'failed' && found.message, 'cannot read /nowhere/password: ENOENT');
  });

  it('is told apart from something else, in recoverable ways', async () => {
    for (const answer of ['', '<html>', '{"version":{}}']) {
      nock.removeInterceptor({ hostname: 'nova.test', path: '/v2.1/' });
      novaTest().get('/v2.1/').reply(200, answer);
      const delivery = await deliver();
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], ['bad-answer', true]);
      assert.match(delivery.message, /is this Nova\?$/);
    }
    for (const answer of ['', '{"services":[{}]}', '<html>']) {
      knowVersion();
      novaTest().get(listPath).reply(200, answer);
      const delivery = await deliver();
      assert.ok(delivery.outcome === 'failed');
      assert.deepEqual([delivery.reason, delivery.recoverable], ['bad-answer', true]);
    }
  });

  it('is refused when it speaks no microversions, as the old v2 does, and asked again after that', async () => {
    const notifier = make();
    knowVersion('');
    const delivery = await deliver(notifier);
    assert.ok(delivery.outcome === 'failed');
    assert.match(delivery.message, /: Nova speaks no microversions; 2\.53 is needed$/);
    knowVersion();
    knowServices({ ...service, status: 'disabled' });
    assert.deepEqual(await deliver(notifier), { outcome: 'delivered' });
  });
});
