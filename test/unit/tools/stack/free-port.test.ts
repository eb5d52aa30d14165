import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { freePort } from '../../../../tools/stack/free-port.ts';

describe('a free port', () => {
  it('can be listened on, and is none that a connection would be given', async () => {
    for (let i = 0; i < 20; i++) {
      const port = await freePort();
      assert.ok(port >= 20_000 && port < 32_768, `${port}`);
      const server = createServer().listen(port, '127.0.0.1');
      await once(server, 'listening');
      await once(server.close(), 'close');
    }
  });

  it('is another one each time, and not one of a program that was started beside this one', async () => {
    const ports = await Promise.all(Array.from({ length: 50 }, freePort));
    assert.equal(new Set(ports).size, 50);
    assert.equal(new Set(ports.map((port) => (port - 20_000) % 37)).size, 1);
    assert.equal((ports[0]! - 20_000) % 37, process.pid % 37);
  });
});
