import assert from 'node:assert/strict';
import {
  startCongressDummy,
  type CongressDummyOptions,
  type RunningCongressDummy,
} from '../../../../../tools/dummies/congress/congress-dummy.ts';

const login = {
  auth: {
    identity: {
      methods: ['password'],
      password: { user: { name: 'admin', password: 'secret', domain: { id: 'default' } } },
    },
    scope: { project: { name: 'admin', domain: { name: 'Default' } } },
  },
};

describe("the congress dummy's Nova", () => {
  let dummy: RunningCongressDummy;
  const lines: string[] = [];

  const start = async (options: CongressDummyOptions = {}) => {
    lines.length = 0;
    dummy = await startCongressDummy({
      hypervisors: ['web1', 'web2'],
      onNovaChange: (l) => lines.push(l),
      ...options,
    });
  };
  afterEach(() => dummy.close());

  const call = async (method: string, path: string, body?: unknown, microversion = 'compute 2.53') => {
    const answer = await fetch(`${dummy.authUrl}/auth/tokens`, {
      method: 'POST',
      body: JSON.stringify(login),
    });
    const token = answer.headers.get('x-subject-token')!;
    const response = await fetch(`${dummy.congressUrl}/v2.1${path}`, {
      method,
      headers: { 'x-auth-token': token, ...(microversion && { 'openstack-api-version': microversion }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      json: (text ? JSON.parse(text) : undefined) as Record<string, unknown>,
    };
  };
  const hosts = async (query: string) => {
    const { services } = (await call('GET', `/os-services${query}`)).json as { services: { host: string }[] };
    return services.map(({ host }) => host);
  };
  const names = async (query: string) => {
    const { servers } = (await call('GET', `/servers/detail?${query}`)).json as {
      servers: { name: string }[];
    };
    return servers.map(({ name }) => name);
  };
  const statusOf = async (...args: Parameters<typeof call>) => (await call(...args)).status;

  it('is in the catalog, and says its microversions to whoever asks', async () => {
    await start({ novaMicroversion: '2.60' });
    const answer = await fetch(`${dummy.authUrl}/auth/tokens`, {
      method: 'POST',
      body: JSON.stringify(login),
    });
    assert.match(await answer.text(), new RegExp(`"type":"compute".*"${dummy.congressUrl}/v2.1"`));
    const response = await fetch(`${dummy.congressUrl}/v2.1/`);
    assert.deepEqual(await response.json(), {
      version: { id: 'v2.1', status: 'CURRENT', version: '2.60', min_version: '2.1' },
    });
  });

  it('lists services by host and binary', async () => {
    await start();
    assert.deepEqual(await hosts(''), ['controller', 'web1', 'web2']);
    assert.deepEqual(await hosts('?host=web2&binary=nova-compute'), ['web2']);
    assert.deepEqual(await hosts('?host=controller&binary=nova-compute'), []);
  });

  it('disables a compute service with a reason, and forgets the reason when it is enabled', async () => {
    await start();
    const { id } = dummy.nova.services.find(({ host }) => host === 'web1')!;
    const path = `/os-services/${id}`;
    const { status, json } = await call('PUT', path, { status: 'disabled', disabled_reason: 'why' });
    const expected = {
      id,
      binary: 'nova-compute',
      host: 'web1',
      state: 'up',
      zone: 'nova',
      forced_down: false,
    };
    assert.deepEqual(
      [status, json],
      [200, { service: { ...expected, status: 'disabled', disabled_reason: 'why' } }],
    );
    const enabled = await call('PUT', path, { status: 'enabled' });
    assert.deepEqual(enabled.json, { service: { ...expected, status: 'enabled', disabled_reason: null } });
    assert.deepEqual(lines, ['nova-compute on web1 is disabled ("why")', 'nova-compute on web1 is enabled']);
  });

  it('refuses what Nova refuses: 400, 403, 404, 406', async () => {
    await start();
    const [scheduler, compute] = dummy.nova.services;
    const path = `/os-services/${compute!.id}`;
    for (const body of [
      {},
      { status: 'down' },
      { status: 'enabled', disabled_reason: 'x' },
      { status: 'disabled', disabled_reason: '' },
      { status: 'disabled', disabled_reason: 'x'.repeat(256) },
      { status: 'disabled', host: 'web1' },
    ])
      assert.equal(await statusOf('PUT', path, body), 400, JSON.stringify(body));
    assert.equal(await statusOf('PUT', `/os-services/${scheduler!.id}`, { status: 'disabled' }), 400);
    assert.equal(await statusOf('PUT', '/os-services/x', { status: 'disabled' }), 404);
    assert.equal(await statusOf('PUT', path, { status: 'disabled' }, 'compute 2.52'), 404);
    assert.equal(await statusOf('PUT', path, { status: 'disabled' }, ''), 404);
    assert.equal(await statusOf('GET', '/os-services', undefined, 'compute 2.94'), 406);
    assert.equal(await statusOf('GET', '/os-services', undefined, 'compute x'), 400);
    for (const other of ['/os-services/x', '/servers', '/flavors', '/servers/x/action/more'])
      assert.equal(await statusOf('GET', other), 404, other);
    assert.equal((await fetch(`${dummy.congressUrl}/v2.1/os-services`)).status, 401);
    assert.equal(compute!.status, 'enabled');
    await dummy.close();
    await start({ isAdmin: false });
    const { status, json } = await call('GET', '/os-services');
    assert.deepEqual(
      [status, json],
      [403, { forbidden: { code: 403, message: "Policy doesn't allow this to be performed." } }],
    );
  });

  it('takes on to move an active server that is not locked, once', async () => {
    await start();
    const active = dummy.nova.addServer('web1', 'one');
    const locked = dummy.nova.addServer('web1', 'two', { isLocked: true });
    const off = dummy.nova.addServer('web1', 'three', { status: 'SHUTOFF' });
    const move = { 'os-migrateLive': { host: null, block_migration: 'auto' } };
    const act = (id: string, body: unknown = move) => statusOf('POST', `/servers/${id}/action`, body);
    assert.deepEqual(
      [await act(active.id, {}), await act('x'), await act(locked.id), await act(off.id)],
      [400, 404, 409, 409],
    );
    assert.deepEqual(await names('host=web1&all_tenants=1&status=ACTIVE'), ['one', 'two']);
    assert.deepEqual(await names('host=web2&all_tenants=1'), []);
    assert.deepEqual(await names('host=web1'), []);
    assert.deepEqual([await act(active.id), await act(active.id)], [202, 409]);
    assert.deepEqual(await names('host=web1&all_tenants=1&status=ACTIVE'), ['two']);
    assert.deepEqual(lines, ['server one moves away from web1']);
  });
});
