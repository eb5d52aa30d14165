import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { get, request } from 'node:http';
import { get as getByTls } from 'node:https';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { startServer, type RunningServer } from '../../../../tools/dashboard/server/server.ts';
import { loopbackCertificate, loopbackKey } from '../../../support/loopback-certificate.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const loopback = { kind: 'tcp', host: '127.0.0.1', port: 0, isLoopback: true } as const;

const patient = { maxClients: 100, headSeconds: 30, requestSeconds: 30, answerSeconds: 30, closeSeconds: 30 };

describe('the server of the dashboard', function () {
  const folder = scratchFolder();
  let server: RunningServer;

  afterEach(() => server.close().catch(() => undefined));

  it('listens at a port, and gives answers under way the time to end', async function () {
    let answer: (() => void) | undefined;
    server = await startServer(loopback, undefined, (_, response) => {
      answer = () => response.end('late');
    });
    const asked = get(server.url, (response) => response.resume());
    const answered = once(asked, 'response');
    await until(() => answer !== undefined);
    const closed = server.close();
    answer!();
    const [response] = (await answered) as [{ statusCode: number }];
    assert.equal(response.statusCode, 200);
    await closed;
  });

  it('takes the place of a socket that a killed server has left, and of nothing else', async function () {
    const path = join(folder(), 'd.sock');
    const address = { kind: 'unix', path } as const;
    const other = createServer().listen(path);
    await once(other, 'listening');
    await assert.rejects(
      startServer(address, undefined, () => undefined),
      { code: 'EADDRINUSE' },
    );
    // Node.js removes the file of a server that it closes.
    const left = join(folder(), 'left.sock');
    const { linkSync } = await import('node:fs');
    linkSync(path, left);
    other.close();
    await once(other, 'close');
    server = await startServer({ kind: 'unix', path: left }, undefined, (_, response) =>
      response.end('here'),
    );
    const asked = request({ socketPath: left }).end();
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    writeFileSync(path, 'a file');
    await assert.rejects(
      startServer(address, undefined, () => undefined),
      { code: 'EADDRINUSE' },
    );
    assert.ok(existsSync(path));
  });

  it('speaks TLS, and no HTTP beside it', async function () {
    const tls = { cert: loopbackCertificate, key: loopbackKey, clientCa: undefined };
    server = await startServer(loopback, tls, (_, response) => response.end('here'));
    assert.match(server.url, /^https:/);
    const asked = getByTls(server.url, { ca: loopbackCertificate });
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
    response.resume();
    await assert.rejects(once(get(server.url.replace('https', 'http')), 'response'));
  });

  it('hangs up on clients beyond its bound, and serves on', async function () {
    const bounds = { ...patient, maxClients: 20 };
    server = await startServer(loopback, undefined, (_, response) => response.end('here'), bounds);
    const port = Number(new URL(server.url).port);
    const clients = Array.from({ length: 50 }, () =>
      connect(port, '127.0.0.1')
        .on('error', () => undefined)
        .resume(),
    );
    await until(() => clients.filter(({ closed }) => closed).length === 30);
    for (const client of clients) client.destroy();
    await until(async () => {
      const asked = get(server.url, { agent: false }, (response) => response.resume());
      const answered = once(asked, 'response') as Promise<[{ statusCode: number }]>;
      return answered.then(([{ statusCode }]) => statusCode === 200).catch(() => false);
    });
  });

  it('hangs up on a client that does not read its answer, or does not end its request', async function () {
    const bounds = { ...patient, headSeconds: 0.1, requestSeconds: 0.1, answerSeconds: 0.1 };
    const long = 'x'.repeat(50_000_000);
    server = await startServer(loopback, undefined, (_, response) => response.end(long), bounds);
    const port = Number(new URL(server.url).port);
    const slow = connect(port, '127.0.0.1').on('error', () => undefined);
    slow.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => slow.destroyed || slow.writableEnded || slow.readableLength > 0);
    await new Promise((resolve) => setTimeout(resolve, 300));
    let length = 0;
    slow.on('data', (bytes: Buffer) => (length += bytes.length)).resume();
    await until(() => slow.closed);
    assert.ok(length < long.length, `${length} bytes`);
  });

  it('does not wait for ever for answers under way at the end', async function () {
    const bounds = { ...patient, closeSeconds: 0.1 };
    server = await startServer(loopback, undefined, () => undefined, bounds);
    const asked = get(server.url);
    const failed = once(asked, 'error');
    await until(() => (asked.socket?.bytesWritten ?? 0) > 0);
    await server.close();
    await failed;
  });
});

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
