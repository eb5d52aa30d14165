import assert from 'node:assert/strict';
import { RelaySession } from '../../../../plugins/relay/relay-session.ts';
import type { SetLimits } from '../../../../plugins/relay/held-samples.ts';

const key = 'collectd/web1/memory/memory-used';
const score = '1795962322.853760242';
const member = '1795962322.854:1002020864';

interface Added {
  readonly key: string;
  readonly score: string;
  readonly member: string;
  readonly limits: SetLimits;
}

function rig(database = 0) {
  const added: Added[] = [];
  const refused: string[] = [];
  const session = new RelaySession({
    held: { add: (...[its, at, what, limits]) => added.push({ key: its, score: at, member: what, limits }) },
    prefix: 'collectd/',
    database,
    info: () => '# dma relay\r\n',
    monotonic: () => 0,
    onRefusal: (reason) => refused.push(reason),
  });
  const send = (...args: string[]): string =>
    session.take(
      Buffer.from(
        `*${args.length}\r\n${args.map((arg) => `$${arg.length}\r\n${arg}\r\n`).join('')}`,
        'latin1',
      ),
    );
  return { added, refused, session, send };
}

describe('a connection of write_redis', () => {
  it('has its samples taken and each command answered', () => {
    const { added, refused, send } = rig();
    assert.equal(send('SELECT', '0'), '+OK\r\n');
    assert.equal(send('ZADD', key, score, member), ':1\r\n');
    assert.equal(send('ZREMRANGEBYRANK', key, '0', '-3601'), ':1\r\n');
    assert.equal(send('ZREMRANGEBYSCORE', key, '-1', '(1795955122.853760242'), ':1\r\n');
    assert.equal(send('SADD', 'collectd/values', 'web1/memory/memory-used'), ':1\r\n');
    assert.deepEqual(added, [{ key, score, member, limits: { ranks: '-3601', seconds: 7200 } }]);
    assert.deepEqual(refused, []);
  });

  it('may send names that are no UTF-8', () => {
    const { added, send } = rig();
    send('ZADD', 'collectd/\xe4\xff', score, member);
    assert.equal(added[0]!.key, 'collectd/\xe4\xff');
  });

  for (const [what, args, reason] of [
    ['a key of another prefix', ['ZADD', 'other/web1/memory/memory-used', score, member], /redis\.prefix/],
    ['the prefix alone', ['ZADD', 'collectd/', score, member], /redis\.prefix/],
    ['a set of another prefix', ['SADD', 'other/values', 'web1/load/load'], /redis\.prefix/],
    ['a time that is no number', ['ZADD', key, 'nan', member], /one time and one value/],
    ['two values', ['ZADD', key, score, member, score, member], /one time and one value/],
    ['an option of ZADD', ['ZADD', key, 'NX', score, member], /one time and one value/],
    ['the removal of everything by rank', ['ZREMRANGEBYRANK', key, '0', '0'], /negative rank/],
    ['the removal of the newest', ['ZREMRANGEBYRANK', key, '-1', '-1'], /negative rank/],
    ['the removal of everything by time', ['ZREMRANGEBYSCORE', key, '-inf', '+inf'], /excluded time/],
    ['another database', ['SELECT', '3'], /database 0/],
    ['a command that reads', ['GET', 'secret'], /unknown command/],
    ['a command that removes', ['FLUSHALL'], /unknown command/],
    ['a login', ['AUTH', 'hunter2'], /unknown command/],
  ] as const) {
    it(`is refused ${what}, in one line`, () => {
      const { added, refused, send } = rig();
      const answer = send(...args);
      assert.match(answer, /^-ERR [ -~]+\r\n$/);
      assert.match(refused[0]!, reason);
      assert.ok(!answer.includes('hunter2'));
      assert.deepEqual(added, []);
    });
  }

  it('cannot bring a line end into an answer', () => {
    const { send } = rig();
    assert.match(send('ZADD', 'a\r\n+OK\r\n', score, member), /^-[ -~]+\r\n$/);
  });

  it('may ask how the relay is, and may leave', () => {
    const { session, send } = rig(7);
    assert.equal(send('PING'), '+PONG\r\n');
    assert.equal(send('INFO'), '$13\r\n# dma relay\r\n\r\n');
    assert.equal(send('SELECT', '7'), '+OK\r\n');
    assert.equal(session.hasQuit, false);
    assert.equal(send('QUIT'), '+OK\r\n');
    assert.equal(session.hasQuit, true);
  });
});
