import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type ClientRequest } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import {
  answerWithin,
  UnusableAnswer,
  type PendingAnswer,
} from '../../../../notifiers/http-client/bounded-answer.ts';

const never = new Promise<string>(() => {});

function pendingOf(promise: Promise<string>, sent?: ClientRequest): PendingAnswer<string> {
  const on = (_event: 'request', listener: (one: ClientRequest) => void): void => {
    if (sent) listener(sent);
  };
  return Object.assign(promise, { on });
}

describe('an answer within its time', () => {
  it('settles as its request does', async () => {
    assert.equal(await answerWithin(pendingOf(Promise.resolve('hello')), 10), 'hello');
    await assert.rejects(
      answerWithin(pendingOf(Promise.reject(new Error('refused'))), 10),
      /^Error: refused$/,
    );
  });

  it('fails as timed out where its request never settles', async () => {
    await assert.rejects(answerWithin(pendingOf(never), -0.98), { code: 'ETIMEDOUT' });
  });

  it('fails at once where the other side switches protocols, and hangs up', async () => {
    const server = createServer((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const sent = request({ host: '127.0.0.1', port });
    sent.end();
    await assert.rejects(answerWithin(pendingOf(never, sent), 10), UnusableAnswer);
    const closed = once(server, 'close');
    server.close();
    await closed;
  });
});
