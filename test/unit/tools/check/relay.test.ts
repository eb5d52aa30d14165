import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { formatRelayState } from '../../../../plugins/relay/relay-state.ts';
import { askRelay, checkRelay } from '../../../../tools/check/relay.ts';
import { freePort } from '../../../../tools/stack/free-port.ts';
import { ownNodes } from '../../../../tools/check/write-redis-node.ts';
import { confOf } from '../../../support/conf-of.ts';

const conf = (port: number) =>
  confOf(`LoadPlugin write_redis\n<Plugin write_redis>\n<Node "a">\nPort "${port}"\n</Node>\n</Plugin>`);
const config = parseConfig('redis: {url: "rediss://db.example.org:6380"}', 'f');

interface State {
  readonly isOpen?: boolean;
  readonly count?: number;
  readonly dropped?: number;
  readonly refused?: number;
}

const info = ({ isOpen = true, count = 0, dropped = 0, refused = 0 }: State): string =>
  formatRelayState({
    redis: { isOpen },
    held: { count, dropped },
    handOver: { written: 7, refused },
    clients: 1,
  });

async function found(state: State | string): Promise<string> {
  const answer = typeof state === 'string' ? state : { info: info(state) };
  const findings = await checkRelay(config, conf(6378), async () => answer);
  return findings.map(({ ok, kind, text }) => `${ok ? (kind ?? 'ok') : 'MISSING'} ${text}`).join('\n');
}

describe('the check of the relay', () => {
  it('looks at it where write_redis writes to it', async () => {
    assert.deepEqual(await checkRelay(config, conf(6379), () => assert.fail()), []);
    assert.deepEqual(await checkRelay(config, undefined, () => assert.fail()), []);
    assert.equal(ownNodes(config, conf(6378)).length, 1);
  });

  it('says how much it holds and has lost', async () => {
    assert.equal(await found({}), 'ok at 127.0.0.1:6378 has handed over 7 samples, and holds 0');
    assert.match(await found({ dropped: 5 }), /^note .*since its start, 5 were dropped for want of room/);
    assert.match(await found({ dropped: 5, refused: 2 }), /5 were dropped .* and 2 were refused by Redis/);
  });

  it('misses its connection to Redis, and a relay that does not answer', async () => {
    assert.match(
      await found({ isOpen: false, count: 30 }),
      /^MISSING .* no connection to Redis, and holds 30 samples/,
    );
    assert.match(
      await found('connect ECONNREFUSED'),
      /^MISSING write_redis writes to 127\.0\.0\.1:6378, where no relay answers: connect ECONNREFUSED; start dma-relay\.socket.*\(\/collectd\.conf:3\)/,
    );
  });

  it('has nothing to say of a Redis that is there instead', async () => {
    assert.deepEqual(await checkRelay(config, conf(6378), async () => ({ info: '# Server\r\n' })), []);
  });
});

describe('the question to a relay', () => {
  let server: Server | undefined;

  async function ask(answers: readonly string[]): Promise<{ info: string } | string> {
    server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        for (const answer of answers) socket.write(answer);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return askRelay(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  afterEach(async () => {
    if (!server) return;
    const closed = once(server, 'close');
    server.close();
    server = undefined;
    await closed;
  });

  it('has its answer when it is whole', async () => {
    assert.deepEqual(await ask(['$1', '1\r\n# dma ', 'relay\r\n']), { info: '# dma relay' });
  });

  it('ends at anything else, and at an answer without an end', async () => {
    assert.deepEqual(await ask(['-ERR no\r\n']), { info: '-ERR no\r\n' });
    await ask(['$99999\r\n', 'x'.repeat(5000)]);
  });

  it('gives the reason of the system where nothing listens', async () => {
    const answer = await askRelay(`127.0.0.1:${await freePort()}`);
    assert.ok(typeof answer === 'string' && answer.includes('ECONNREFUSED'), JSON.stringify(answer));
  });
});
