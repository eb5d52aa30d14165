import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { get } from 'node:http';
import { HostAddresses, lookupError } from '../../../../notifiers/http-client/host-addresses.ts';

type Answer = readonly LookupAddress[] | Error | 'hang';
const four: LookupAddress = { address: '192.0.2.1', family: 4 };
const six: LookupAddress = { address: '2001:db8::1', family: 6 };
const failure = lookupError('EAI_AGAIN', 'a.test');

function rig(answers: Answer[]) {
  let time = 1000;
  let lookUps = 0;
  const hanging: ((found: readonly LookupAddress[]) => void)[] = [];
  const waits: number[] = [];
  const addresses = new HostAddresses({
    monotonic: () => time,
    lookUp: async () => {
      lookUps += 1;
      const answer = answers.shift();
      if (answer === 'hang') return new Promise((resolve) => hanging.push(resolve));
      if (answer instanceof Error) throw answer;
      return answer!;
    },
    sleep: async (seconds, signal) => {
      // A wait that is about to be cancelled says nothing.
      await new Promise(setImmediate);
      if (!signal.aborted) waits.push(seconds);
    },
  });
  return { addresses, hanging, waits, pass: (seconds: number) => (time += seconds), lookUps: () => lookUps };
}

describe('the addresses of a host', () => {
  it('are looked up once a second at most, so that a change counts at once', async () => {
    const { addresses, pass, lookUps } = rig([[four], [six]]);
    assert.deepEqual(await addresses.find('a.test'), [four]);
    pass(0.9);
    assert.deepEqual(await addresses.find('a.test'), [four]);
    assert.equal(lookUps(), 1);
    pass(0.1);
    assert.deepEqual(await addresses.find('a.test'), [six]);
  });

  it('are the last good ones when a look-up fails, for a day', async () => {
    const { addresses, pass } = rig([[four], failure, failure, failure]);
    await addresses.find('a.test');
    pass(1);
    assert.deepEqual(await addresses.find('a.test'), [four]);
    pass(86_000);
    assert.deepEqual(await addresses.find('a.test'), [four]);
    pass(1000);
    await assert.rejects(addresses.find('a.test'), failure);
  });

  it('explain a time-out as long as a first look-up goes on, and no other', async () => {
    const { addresses, hanging, pass } = rig(['hang', 'hang']);
    assert.equal(addresses.explainTimeout('a.test'), '');
    const found = addresses.find('a.test');
    assert.equal(
      addresses.explainTimeout('a.test'),
      'no name server has told the address of a.test yet; see /etc/resolv.conf',
    );
    assert.equal(addresses.explainTimeout('b.test'), '');
    hanging[0]!([four]);
    await found;
    pass(1);
    await addresses.find('a.test');
    assert.equal(addresses.explainTimeout('a.test'), '');
  });

  it('are the last good ones when a look-up is slow: one waits half a second, the next not at all', async () => {
    const { addresses, waits, pass, hanging, lookUps } = rig([[four], 'hang', [four]]);
    await addresses.find('a.test');
    pass(1);
    assert.deepEqual(await addresses.find('a.test'), [four]);
    pass(3);
    assert.deepEqual(await addresses.find('a.test'), [four]);
    assert.deepEqual(waits, [0.5, -2.5]);
    assert.equal(lookUps(), 2, 'one look-up at a time');
    hanging[0]!([six]);
    await new Promise(setImmediate);
    assert.equal(lookUps(), 2);
  });

  it('leave no wait behind when a look-up is quick', async () => {
    const { addresses, waits, pass } = rig([[four], [six]]);
    await addresses.find('a.test');
    pass(1);
    assert.deepEqual(await addresses.find('a.test'), [six]);
    await new Promise(setImmediate);
    assert.deepEqual(waits, []);
  });

  it('come from one look-up for all that ask at the same time, and those of another host from another', async () => {
    const { addresses, hanging, lookUps } = rig(['hang', 'hang']);
    const found = [addresses.find('a.test'), addresses.find('a.test'), addresses.find('b.test')];
    assert.equal(lookUps(), 2);
    hanging[0]!([four]);
    hanging[1]!([six]);
    assert.deepEqual(await Promise.all(found), [[four], [four], [six]]);
  });

  it('are none without a good look-up, and the failure is that of the look-up', async () => {
    const { addresses } = rig([failure, [four]]);
    await assert.rejects(addresses.find('a.test'), failure);
    assert.deepEqual(await addresses.find('a.test'), [four]);
  });

  it('reach a connection of Node.js, in either of the two forms that it asks for', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 204 \r\n\r\n')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const local: LookupAddress = { address: '127.0.0.1', family: 4 };
    for (const options of [{}, { family: 4 }, { autoSelectFamily: false }]) {
      const { addresses } = rig([[six, local].slice(options.family === 4 ? 0 : 1)]);
      const request = get({ host: 'a.test', port, lookup: addresses.lookup, agent: false, ...options });
      const [answer] = (await once(request, 'response')) as [{ statusCode: number; resume(): void }];
      assert.equal(answer.statusCode, 204);
      answer.resume();
    }
    const { addresses } = rig([[four]]);
    const request = get({ host: 'a.test', port, family: 6, lookup: addresses.lookup, agent: false });
    const [error] = (await once(request, 'error')) as [NodeJS.ErrnoException];
    assert.equal(error.code, 'ENOTFOUND');
    server.close();
  });
});
