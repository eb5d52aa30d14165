import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { networkList } from '../../../../plugins/config/relay-config.ts';
import { HeldSamples } from '../../../../plugins/relay/held-samples.ts';
import { maxClients, RelayServer } from '../../../../plugins/relay/relay-server.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { until } from '../../../support/until.ts';

const ping = '*1\r\n$4\r\nPING\r\n';

async function answer(socket: Socket, request: string): Promise<string> {
  socket.write(request);
  const [data] = (await once(socket, 'data')) as [Buffer];
  return data.toString();
}

describe('the server of the relay', () => {
  const held = new HeldSamples({ maxSamplesPerSeries: 10, maxBytes: 1e6 });
  let said: () => string[];
  const sockets: Socket[] = [];
  let server: RelayServer;
  let port: number;

  beforeEach(async () => {
    const recorded = recordedLog();
    ({ said } = recorded);
    server = new RelayServer({
      held,
      prefix: 'collectd/',
      database: 0,
      info: () => '',
      clients: () => networkList([]),
      monotonic: () => 0,
      log: recorded.log,
      lapseSeconds: 0.5,
    });
    ({ port } = await server.listen({ host: '127.0.0.1', port: 0 }));
  });

  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.destroy();
    server.close();
  });

  async function client(): Promise<Socket> {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    sockets.push(socket);
    await once(socket, 'connect');
    return socket;
  }

  it('answers', async () => {
    assert.equal(await answer(await client(), ping), '+PONG\r\n');
  });

  it('hangs up on what is no Redis, in one line, and goes on serving others', async () => {
    const other = await client();
    for (let count = 0; count < 3; count++) {
      const socket = await client();
      socket.resume();
      socket.write('GET / HTTP/1.1\r\n\r\n');
      await once(socket, 'close');
    }
    assert.equal(await answer(other, ping), '+PONG\r\n');
    const lines = said();
    assert.equal(lines.length, 1);
    assert.match(
      lines[0]!,
      /relay: client 127\.0\.0\.1 is hung up on: it sent bytes that are no request of Redis/,
    );
  });

  it('says so again when it comes again later, and that it was over between', async () => {
    for (let count = 0; count < 7; count++) {
      const socket = await client();
      socket.resume();
      socket.write('GET / HTTP/1.1\r\n\r\n');
      const lines: string[] = [];
      await until('its end', 10, () => lines.push(...said()) === 2);
      assert.match(lines.join('\n'), /127\.0\.0\.1 is hung up on.*\n.*127\.0\.0\.1 recovered after/);
    }
  });

  it('holds a bounded number of connections, says so once, and serves those that it has', async () => {
    const first = await client();
    const others = await Promise.all(Array.from({ length: maxClients + 50 }, client));
    await until('the others to be refused', 60, () => others.filter((one) => one.destroyed).length >= 51);
    assert.ok(server.clientCount <= maxClients);
    assert.equal(await answer(first, ping), '+PONG\r\n');
    assert.equal(said().length, 1);
  });

  it('does not read from a client that does not read its answers', async () => {
    const socket = await client();
    socket.pause();
    const requests = Buffer.from(ping.repeat(10_000));
    let isFull = false;
    for (let count = 0; count < 2000 && !isFull; count++) {
      isFull = !socket.write(requests) && socket.writableLength > 8 * requests.length;
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.ok(isFull);
    assert.equal(await answer(await client(), ping), '+PONG\r\n');
  });
});

describe('the clients of the relay', () => {
  it('are those of the networks that are named', () => {
    const list = networkList(['10.1.0.0/16', '192.0.2.7', '2001:db8::/32']);
    for (const [address, family, isIn] of [
      ['10.1.2.3', 'ipv4', true],
      ['10.2.2.3', 'ipv4', false],
      ['192.0.2.7', 'ipv4', true],
      ['192.0.2.8', 'ipv4', false],
      ['2001:db8::1', 'ipv6', true],
      ['2001:db9::1', 'ipv6', false],
    ] as const)
      assert.equal(list.check(address, family), isIn, address);
  });
});
