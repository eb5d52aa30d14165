import assert from 'node:assert/strict';
import { SocketClosedUnexpectedlyError } from 'redis';
import { complaintAboutConnection, describeReply } from '../../../../plugins/redis/complaint.ts';

const [tcp, unix] = [{ url: 'redis://h:6379' }, { url: 'unix:///run/redis.sock' }];
const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });

describe('a Redis that cannot be reached', () => {
  for (const [code, place, cure] of [
    ['ECONNREFUSED', tcp, /nothing listens there: start Redis, or correct redis\.url$/],
    ['ECONNREFUSED', unix, /no Redis listens on it: .*unixsocket/],
    ['ENOENT', unix, /there is no such socket: .*unixsocket/],
    ['ENOTDIR', unix, /there is no such socket/],
    ['EACCES', unix, /group of that socket, and see unixsocketperm/],
    ['EPERM', unix, /unixsocketperm/],
    ['ENOTFOUND', tcp, /correct the name in redis\.url, or in DNS$/],
    ['EAI_AGAIN', tcp, /does the name server answer\?$/],
    ['EHOSTUNREACH', tcp, /a route to it past the firewalls/],
    ['ENETUNREACH', tcp, /a route to it past the firewalls/],
    ['ENETDOWN', tcp, /a route to it/],
    ['EHOSTDOWN', tcp, /a route to it/],
    ['ETIMEDOUT', tcp, /a route to it/],
    ['EADDRNOTAVAIL', tcp, /no free port/],
    ['EMFILE', tcp, /LimitNOFILE=/],
    ['ENFILE', tcp, /fs\.file-max/],
  ] as const)
    it(`(${code} of ${place.url}) is one line with the cure`, () => {
      const { message, detail, reason } = complaintAboutConnection(
        coded(code, `connect ${code} h`),
        place,
        true,
      );
      assert.match(message + detail, new RegExp(`^cannot be used: connect ${code} h; `));
      assert.match(detail, cure);
      assert.equal(reason, undefined, 'it is gone, and does not refuse');
    });

  it('after it was there, refers to its log', () => {
    for (const error of [
      coded('ECONNRESET', 'read ECONNRESET'),
      coded('EPIPE', 'write EPIPE'),
      coded('ECONNABORTED', 'read ECONNABORTED'),
      new SocketClosedUnexpectedlyError(),
    ])
      assert.match(complaintAboutConnection(error, tcp, false).detail, /was stopped: see its log$/);
  });
});

describe('a Redis that refuses', () => {
  for (const [reply, text] of [
    [
      "READONLY You can't write against a read only replica.",
      /^it is a read-only replica .*primary in redis/,
    ],
    ['MISCONF Redis is configured to save RDB snapshots', /^it cannot save its data .*is its disk full\?$/],
    ["OOM command not allowed when used memory > 'maxmemory'.", /^it is full \(OOM\): raise maxmemory/],
    ['NOREPLICAS Not enough good replicas to write.', /^it has too few replicas .*min-replicas-to-write$/],
    ['MASTERDOWN Link with MASTER is down', /\(MASTERDOWN\): restore the link, or name the primary/],
    ['TRYAGAIN Multiple keys request', /^it is part of a cluster \(TRYAGAIN\)/],
    ["CROSSSLOT Keys in request don't hash", /^it is part of a cluster \(CROSSSLOT\)/],
    ['', /^it refuses, and does not say why; see its log$/],
  ] as const)
    it(`with ${reply.split(' ', 1)[0] || 'nothing'}, is told with the cure`, () =>
      assert.match(describeReply(new Error(reply), tcp), text));
});
