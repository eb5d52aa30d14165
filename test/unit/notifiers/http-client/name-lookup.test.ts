import assert from 'node:assert/strict';
import type { LookupAddress } from 'node:dns';
import { lookupError } from '../../../../notifiers/http-client/host-addresses.ts';
import {
  createNameLookup,
  lookUpInProcess,
  NoProcess,
} from '../../../../notifiers/http-client/name-lookup.ts';

const found: LookupAddress[] = [{ address: '192.0.2.1', family: 4 }];

/** Look-ups that end when they are told to. */
class HeldLookups {
  readonly hosts: string[] = [];
  readonly #ends = new Map<string, () => void>();

  readonly lookUp = (host: string): Promise<LookupAddress[]> => {
    this.hosts.push(host);
    return new Promise((resolve) => this.#ends.set(host, () => resolve(found)));
  };

  end(host: string): void {
    this.#ends.get(host)?.();
  }
}

const noWait = async () => {};
const notFound = () => Promise.reject(lookupError('ENOTFOUND', 'unknown'));
const noProcess = () => Promise.reject(new NoProcess());
const longWait = (_seconds: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

describe('the look-up of a name', () => {
  it('is in the pool of Node.js, one after the other', async () => {
    const pool = new HeldLookups();
    const lookUp = createNameLookup({ sleep: longWait, inPool: pool.lookUp, inProcess: assert.fail });
    const all = ['a', 'b'].map((host) => lookUp(host));
    for (const [host, next] of ['ac', 'bd', 'c', 'd'] as const) {
      await new Promise(setImmediate);
      assert.equal(pool.hosts.at(-1), host);
      pool.end(host!);
      await new Promise(setImmediate);
      // One that comes while another has the turn.
      if (next) all.push(lookUp(next));
    }
    assert.deepEqual(await Promise.all(all), [found, found, found, found]);
    assert.deepEqual(pool.hosts, ['a', 'b', 'c', 'd']);
  });

  it('is a process of its own while another one hangs in the pool, so that any number of them delays none', async () => {
    const pool = new HeldLookups();
    const processes = new HeldLookups();
    const lookUp = createNameLookup({ sleep: noWait, inPool: pool.lookUp, inProcess: processes.lookUp });
    const dead = ['dead1', 'dead2', 'dead3', 'dead4', 'dead5'].map((host) => lookUp(host));
    await new Promise(setImmediate);
    const good = lookUp('good');
    await new Promise(setImmediate);
    processes.end('good');
    assert.deepEqual(await good, found);
    assert.deepEqual(pool.hosts, ['dead1'], 'the pool has room left');
    pool.end('dead1');
    assert.deepEqual(await dead[0], found);
    const next = lookUp('next');
    await new Promise(setImmediate);
    pool.end('next');
    await next;
    assert.deepEqual(pool.hosts, ['dead1', 'next'], 'the pool is used again');
  });

  it('goes to the pool where no process can be had, and where the name could be an option', async () => {
    const pool = new HeldLookups();
    const lookUp = createNameLookup({ sleep: noWait, inPool: pool.lookUp, inProcess: noProcess });
    for (const host of ['dead', 'good']) void lookUp(host);
    await new Promise(setImmediate);
    assert.deepEqual(pool.hosts, ['dead', 'good']);

    const other = new HeldLookups();
    const careful = createNameLookup({ sleep: noWait, inPool: other.lookUp, inProcess: assert.fail });
    for (const host of ['dead', '-s']) void careful(host);
    await new Promise(setImmediate);
    assert.deepEqual(other.hosts, ['dead', '-s']);
  });

  it('ends with the process that finds nothing, and leaves the pool alone', async () => {
    const pool = new HeldLookups();
    const lookUp = createNameLookup({ sleep: noWait, inPool: pool.lookUp, inProcess: notFound });
    void lookUp('dead');
    await assert.rejects(lookUp('unknown'), { code: 'ENOTFOUND' });
    assert.deepEqual(pool.hosts, ['dead']);
  });

  it('by a process gives the addresses that the C library has, each once', async () => {
    const addresses = await lookUpInProcess('localhost');
    assert.ok(addresses.some(({ address }) => address === '127.0.0.1' || address === '::1'));
    assert.equal(new Set(addresses.map(({ address }) => address)).size, addresses.length);
    assert.ok(addresses.every(({ family }) => family === 4 || family === 6));
  });

  it('by a process fails as dns.lookup does for an unknown name, and says when there is no program', async () => {
    await assert.rejects(lookUpInProcess('unknown.invalid'), {
      code: 'ENOTFOUND',
      message: 'getaddrinfo ENOTFOUND unknown.invalid',
    });
    await assert.rejects(lookUpInProcess('silent.test', 'true'), { code: 'ENOTFOUND' });
    await assert.rejects(lookUpInProcess('localhost', 'no-such-getent'), NoProcess);
  });
});
