import assert from 'node:assert/strict';
import { exampleSnapshot } from '../../../support/example-outlook.ts';
import { dashboardToken, fakeDashboard } from '../../../support/dashboard-app.ts';

const bearer = { authorization: `Bearer ${dashboardToken}` };

describe('the guard of the dashboard', function () {
  it('lets everybody of this machine read, and nobody change anything without the token', async function () {
    const { ask } = fakeDashboard();
    assert.equal((await ask('/nothing')).status, 404, 'read');
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH'])
      assert.equal((await ask('/nothing', { method })).status, 401, method);
    assert.equal((await ask('/nothing', { method: 'POST', headers: bearer })).status, 404);
  });

  it('asks everybody for the token where others can connect, but for the health', async function () {
    const { ask } = fakeDashboard('', { listen: '0.0.0.0:9977' });
    assert.equal((await ask('/api/v1/series')).status, 401);
    assert.equal((await ask('/metrics')).headers.get('www-authenticate'), 'Bearer');
    assert.equal((await ask('/-/healthy')).status, 200);
    const page = await ask('/nothing?q=a%20b');
    assert.deepEqual(
      [page.status, page.headers.get('location')],
      [302, '/login?to=%2Fnothing%3Fq%3Da%2520b'],
    );
    assert.equal((await ask('/nothing', { headers: bearer })).status, 404);
  });

  it('says whether a token is missing, is another one, or is given in another way', async function () {
    const { ask } = fakeDashboard();
    const saidTo = async (headers: Record<string, string>): Promise<string> =>
      (await ask('/nothing', { method: 'POST', headers })).text();
    assert.match(await saidTo({}), /a token \(Authorization: Bearer\) .* is needed/);
    assert.match(
      await saidTo({ authorization: 'Bearer wrong' }),
      /is another one than that of dashboard\.tokenFile/,
    );
    assert.match(await saidTo({ authorization: dashboardToken }), /is given as Authorization: Bearer TOKEN/);
  });

  it('says without a token that nothing can be changed, and which option mends that', async function () {
    const { ask } = fakeDashboard('', { token: null });
    const answer = await ask('/nothing', { method: 'POST', headers: bearer });
    assert.equal(answer.status, 401);
    assert.match(await answer.text(), /dashboard\.tokenFile/);
  });

  it('refuses other names on loopback, as of a page whose name leads there', async function () {
    const { ask } = fakeDashboard('dashboard: {hostNames: [dma.example.org]}');
    const statusFor = async (host: string): Promise<number> =>
      (await ask('/-/healthy', { headers: { host } })).status;
    for (const host of [
      '127.0.0.1',
      '127.0.0.1:9977',
      'localhost:1',
      'LOCALHOST',
      '[::1]:9977',
      'DMA.example.org',
    ])
      assert.equal(await statusFor(host), 200, host);
    for (const host of [
      'evil.example',
      '127.0.0.1.evil.example',
      'localhost.evil.example:9977',
      'dma.example.org.',
    ])
      assert.equal(await statusFor(host), 421, host);
  });

  it('refuses changes that a page of another site asks for, with the token too', async function () {
    const { ask } = fakeDashboard();
    const statusWith = async (headers: Record<string, string>): Promise<number> =>
      (await ask('/nothing', { method: 'POST', headers: { ...bearer, ...headers } })).status;
    const foreign = ['http://evil.example', 'http://127.0.0.1:8080', 'null', ''];
    for (const origin of foreign) assert.equal(await statusWith({ origin }), 403, origin);
    for (const site of ['cross-site', 'same-site'])
      assert.equal(await statusWith({ 'sec-fetch-site': site }), 403);
    assert.equal(await statusWith({ origin: 'http://127.0.0.1:9977', 'sec-fetch-site': 'same-origin' }), 404);
  });

  it('lets no other site show or read an answer, whatever it is', async function () {
    const { ask } = fakeDashboard();
    for (const answer of [await ask('/-/healthy'), await ask('/x'), await ask('/x', { method: 'POST' })]) {
      const policy = answer.headers.get('content-security-policy')!;
      assert.match(policy, /^default-src 'none';.*frame-ancestors 'none'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin');
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    }
  });

  it('takes no long body', async function () {
    const { ask } = fakeDashboard();
    const body = 'x'.repeat(65_537);
    assert.equal((await ask('/nothing', { method: 'POST', headers: bearer, body })).status, 413);
  });

  it('is healthy and not ready while Redis cannot be read, and does not say why to everybody', async function () {
    const redis = { url: 'redis://secret', problem: 'secret is away', names: 0 };
    const { ask } = fakeDashboard('', { snapshot: exampleSnapshot({ redis }) });
    assert.equal((await ask('/-/healthy')).status, 200);
    const ready = await ask('/-/ready');
    assert.equal(ready.status, 503);
    assert.doesNotMatch(await ready.text(), /secret/);
    assert.equal((await fakeDashboard().ask('/-/ready')).status, 200);
  });

  it('answers 500 for a bug, and logs its stack', async function () {
    const { app, ask, logged } = fakeDashboard();
    app.get('/bug', () => {
      throw new Error('of the test');
    });
    assert.equal((await ask('/bug')).status, 500);
    assert.match(logged.join(''), /this is a bug.*of the test/s);
  });
});
