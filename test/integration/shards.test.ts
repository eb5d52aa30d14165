import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isOfShard } from '../../plugins/samples/shard.ts';
import { OwnRedis } from '../support/own-redis.ts';
import { startDma, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

const count = 3;
const hosts = Array.from({ length: 60 }, (_, index) => `node-${index}.example.org`);
const ofShard = (index: number): string[] => hosts.filter((host) => isOfShard(host, { index, count }));
/** One host of each shard leaks. */
const leaking = Array.from({ length: count }, (_, index) => ofShard(index)[0]!);
const intervalSeconds = 0.5;

/** A risk that was given to collectd. */
interface Given {
  readonly host: string;
  /** Epoch seconds, as text. */
  readonly time: string;
  readonly value: number;
}

function risksOf({ output }: RunningDma): Given[] {
  const lines = output.stdout.matchAll(
    /^PUTVAL "([^/]+)\/dma-memory\/percent-risk" interval=\S+ ([\d.]+):(\S+)$/gm,
  );
  return [...lines].map(([, host, time, value]) => ({ host: host!, time: time!, value: Number(value) }));
}

const hostsOf = (shard: RunningDma): string[] => [...new Set(risksOf(shard).map(({ host }) => host))];
const newest = (shard: RunningDma, of: string): Given | undefined =>
  risksOf(shard).findLast(({ host }) => host === of);

describe('three shards of dma predict over one Redis', function () {
  // Each part of the story needs the one before.
  this.bail(true);
  let folder: string;
  let config: string;
  let redis: OwnRedis;
  let start: number;
  const end = new AbortController();
  let writing: Promise<void>;
  const shards: RunningDma[] = [];
  let killed: RunningDma;

  before(async function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-shards-'));
    redis = await OwnRedis.start(folder);
    mkdirSync(join(folder, 'spool'));
    config = join(folder, 'dma.yaml');
    writeFileSync(
      config,
      `redis: {url: "${redis.url}"}
roundSeconds: 0.2
cache: off
spool: ${join(folder, 'spool')}
targets:
  memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-{used,free}"}
`,
    );
    start = Date.now() / 1000 - 60;
    for (let time = start; time < Date.now() / 1000; time += intervalSeconds) await write(time);
    writing = keepWriting();
    for (let index = 0; index < count; index++) shards.push(startShard(index));
  });

  after(async function () {
    end.abort();
    await writing;
    for (const { child, exited } of shards) {
      child.kill('SIGTERM');
      await exited;
    }
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function startShard(index: number): RunningDma {
    return startDma(['predict', '--config', config, '--shard', `${index}/${count}`], {
      COLLECTD_HOSTNAME: 'central',
    });
  }

  async function write(time: number): Promise<void> {
    const batch = redis.client.multi();
    for (const host of hosts) {
      const climb = leaking.includes(host) ? 4e6 * (time - start) : 0;
      for (const [state, value] of [
        ['used', 5e8 + climb],
        ['free', 5e8 - climb],
      ] as const) {
        const identifier = `${host}/memory/memory-${state}`;
        batch.zAdd(`collectd/${identifier}`, { score: time, value: `${time.toFixed(3)}:${value}` });
        batch.sAdd('collectd/values', identifier);
      }
    }
    await batch.exec();
  }

  async function keepWriting(): Promise<void> {
    while (!end.signal.aborted) {
      await write(Date.now() / 1000);
      await sleep(intervalSeconds * 1000);
    }
  }

  it('predict each host, each by one of them', async function () {
    for (const [index, shard] of shards.entries())
      await until(`all hosts of shard ${index}`, 60, () => hostsOf(shard).length === ofShard(index).length);
    for (const [index, shard] of shards.entries())
      assert.deepEqual(hostsOf(shard).toSorted(), ofShard(index).toSorted());
    assert.equal(new Set(shards.flatMap(hostsOf)).size, hosts.length);
  });

  const contexts = (): string[] => readdirSync(join(folder, 'spool/contexts')).toSorted();

  it('keep the alert contexts of their hosts in one spool', async function () {
    for (const [index, shard] of shards.entries())
      await until(`the alert of ${leaking[index]}`, 60, () => newest(shard, leaking[index]!)!.value >= 50);
    const expected = leaking.map((host) => `${host},memory.json`).toSorted();
    // A context is written again while its alert lasts, beside itself first.
    await until(`${expected.join(' and ')} alone`, 10, () => isDeepStrictEqual(contexts(), expected));
  });

  it('go on when one is killed', async function () {
    killed = shards[1]!;
    killed.child.kill('SIGKILL');
    await killed.exited;
    const before = shards.map((shard) => risksOf(shard).length);
    for (const index of [0, 2])
      await until(
        `ten more rounds of shard ${index}`,
        60,
        () => risksOf(shards[index]!).length > before[index]! + 10 * ofShard(index).length,
      );
  });

  it('have all hosts again as soon as it is started again, and an alert that was on is on', async function () {
    const again = startShard(1);
    shards[1] = again;
    await until('its first prediction', 60, () => hostsOf(again).length > 0);
    await until('all of its hosts', 60, () => hostsOf(again).length === ofShard(1).length);
    assert.deepEqual(hostsOf(again).toSorted(), ofShard(1).toSorted());
    // The restart takes until the first of them is predicted; none is forgotten until that one has had more samples.
    const order = risksOf(again).map(({ host }) => host);
    const firstAgain = order.flatMap((host, place) => (host === order[0] ? [place] : []))[3] ?? order.length;
    assert.ok(Math.max(...ofShard(1).map((host) => order.indexOf(host))) < firstAgain, order.join(' '));
    assert.ok(risksOf(again).find(({ host }) => host === leaking[1])!.value >= 50);
  });

  it('have given no prediction twice, before, during and after', async function () {
    const before = risksOf(shards[1]!).length;
    await until('more of the restarted one', 60, () => risksOf(shards[1]!).length > before + 200);
    const given = [killed, ...shards].flatMap(risksOf);
    const keys = given.map(({ host, time }) => `${host} ${time}`);
    assert.ok(keys.length > 30 * hosts.length, String(keys.length));
    assert.equal(new Set(keys).size, keys.length);
  });
});
