import assert from 'node:assert/strict';
import { startHttpDummy } from '../../../../tools/dummies/http-dummy.ts';
import type { ReceivedRequest } from '../../../../tools/dummies/loopback-server.ts';

describe('the http dummy', () => {
  it('tells of each request as it was sent, and answers 200', async () => {
    const received: ReceivedRequest[] = [];
    const dummy = await startHttpDummy({ onPost: (request) => received.push(request) });
    try {
      const before = Date.now() / 1000;
      const headers = { 'x-a': 'b' };
      const response = await fetch(`${dummy.url}/hook?a=1`, {
        method: 'POST',
        headers,
        body: '{"b":"\u00e9"}',
      });
      assert.deepEqual([response.status, await response.text()], [200, '']);
      const [request] = received;
      assert.ok(request && request.time >= before && request.time <= Date.now() / 1000);
      assert.deepEqual(
        [request.method, request.url, request.headers['x-a'], request.body],
        ['POST', '/hook?a=1', 'b', '{"b":"\u00e9"}'],
      );
    } finally {
      await dummy.close();
    }
  });

  it('answers the given statuses in turn, then the last one for ever', async () => {
    const dummy = await startHttpDummy({ statuses: [503, 429, 204] });
    try {
      const statuses = [];
      for (let n = 0; n < 5; n += 1) statuses.push((await fetch(dummy.url, { method: 'POST' })).status);
      assert.deepEqual(statuses, [503, 429, 204, 204, 204]);
    } finally {
      await dummy.close();
    }
  });

  it('listens on loopback only, and is gone after close', async () => {
    const dummy = await startHttpDummy();
    assert.match(dummy.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    await dummy.close();
    await assert.rejects(fetch(dummy.url));
  });

  it('says that its port is taken', async () => {
    const dummy = await startHttpDummy();
    try {
      await assert.rejects(startHttpDummy({ port: Number(new URL(dummy.url).port) }), { code: 'EADDRINUSE' });
    } finally {
      await dummy.close();
    }
  });
});
