import assert from 'node:assert/strict';
import { parseConfig, type Config } from '../../../../plugins/config/config.ts';
import { hostOf, isOwnName } from '../../../../plugins/collectd/identifier.ts';
import { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { isOfShard, shardHost, type Shard } from '../../../../plugins/samples/shard.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memoryConfig } from '../../../support/memory-target.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';
import { RelayedOutput } from '../../../support/relayed-output.ts';

const count = 3;
const hosts = Array.from({ length: 12 }, (_, index) => `web${index}`);
const ofShard = (index: number): string[] => hosts.filter((host) => isOfShard(host, { index, count }));
const swapToo = `series: "*/swap/swap-used", limit: 900`;
const withSwap = parseConfig(
  `targets: {memory: {series: "*/memory/memory-used", limit: 900}, swap: {${swapToo}}}`,
  'test',
);

interface Started {
  readonly predictor: Predictor;
  readonly recorded: RecordedLog;
  /** Notifications of trouble since the last call. */
  told(): string[];
  /** The newest notifications about the program itself, by the type instances of `dma-self`. */
  state(): ReadonlyMap<string, string>;
}

const told = (started: readonly Started[]): string[] => started.flatMap((one) => one.told());

describe('several shards over one Redis', () => {
  let now: number;
  let redis: FakeRedis;
  beforeEach(() => {
    now = 1.8e9;
    redis = new FakeRedis();
  });

  function start(shard: Shard | undefined, config: Config = memoryConfig()): Started {
    const output = new RelayedOutput(redis);
    const recorded = recordedLog(() => now);
    const predictor = new Predictor({
      config,
      reader: new WriteRedisReader(redis),
      output,
      log: recorded.log,
      host: shard ? shardHost('central', shard) : 'central',
      ownHost: 'central',
      shard,
      detectors: new Map(),
      now: () => now,
      monotonic: () => now,
    });
    const troubles = (): string[] =>
      output.notifications
        .splice(0)
        .filter(({ severity }) => severity !== 'OKAY')
        .map(({ host, typeInstance, severity, message }) => `${severity} ${host} ${typeInstance} ${message}`);
    const states = new Map<string, string>();
    const state = (): ReadonlyMap<string, string> => {
      for (const { typeInstance, severity, message } of output.notifications.splice(0))
        states.set(typeInstance!, `${severity} ${message}`);
      return states;
    };
    return { predictor, recorded, told: troubles, state };
  }

  const startAll = (config?: Config): Started[] =>
    Array.from({ length: count }, (_, index) => start({ index, count }, config));

  /** A number of seconds, each with a sample of these hosts and a round of each, one after the other. */
  async function run(started: readonly Started[], seconds: number, writing = hosts): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      now++;
      for (const host of writing) {
        redis.write(`${host}/memory/memory-used`, now, 300);
        redis.write(`${host}/memory/memory-free`, now, 700);
      }
      for (const { predictor } of started) {
        await predictor.round();
        now += 0.1;
      }
      now -= 0.1 * started.length;
    }
  }

  async function newest(name: string): Promise<number | undefined> {
    return (await new WriteRedisReader(redis).newestEntry(name))?.values[0];
  }

  it('predict each host once, with its capacity, and say nothing', async () => {
    const all = startAll();
    await run(all, 150);
    for (const [index, { predictor }] of all.entries())
      assert.deepEqual(
        predictor.series.map(({ identifier }) => identifier.host).toSorted(),
        ofShard(index).toSorted(),
      );
    assert.ok(ofShard(0).length > 0 && ofShard(1).length > 0 && ofShard(2).length > 0);
    for (const host of hosts) assert.equal(await newest(`${host}/dma-memory/percent-risk`), 0);
    assert.deepEqual(told(all), []);
  });

  it('report under names of their own, with their number and how many there are', async () => {
    await run(startAll(), 30);
    const names = await new WriteRedisReader(redis).names();
    const reporters = names.filter((name) => name.endsWith('/dma-self/gauge-series')).map(hostOf);
    assert.deepEqual(reporters.toSorted(), ['central-shard0', 'central-shard1', 'central-shard2']);
    for (let index = 0; index < count; index++) {
      const of = (value: string): Promise<number | undefined> =>
        newest(`central-shard${index}/dma-self/${value}`);
      assert.deepEqual(
        [await of('gauge-shard'), await of('gauge-shards'), await of('gauge-series')],
        [index, count, ofShard(index).length],
      );
    }
  });

  it('do not report on shards where there are none', async () => {
    await run([start(undefined)], 30);
    const names = await new WriteRedisReader(redis).names();
    assert.deepEqual(
      names.filter((name) => isOwnName(name) && /gauge-shards?$/.test(name)),
      [],
    );
  });

  for (const idle of [0, 1, 2])
    it(`are content when shard ${idle} has no host with a series of a target`, async () => {
      const all = startAll();
      const writing = hosts.filter((host) => !ofShard(idle).includes(host));
      await run(all, 400, writing);
      assert.deepEqual(told(all), []);
      assert.deepEqual(all[idle]!.recorded.said(), []);
      assert.equal(await newest(`central-shard${idle}/dma-self/gauge-unpredicted`), 0);
    });

  it('end all that was told of the hosts of a shard when the last one is forgotten', async () => {
    const all = startAll();
    const [gone] = ofShard(1);
    await run(
      all,
      60,
      hosts.filter((host) => !ofShard(1).includes(host) || host === gone),
    );
    const left = hosts.filter((host) => !ofShard(1).includes(host));
    await run(all, 200, left);
    assert.match(all[1]!.state().get('raw_data')!, /^FAILURE no new samples arrive/);
    now += 3600;
    await run(all, 200, left);
    assert.deepEqual(
      [...all[1]!.state()].filter(([, text]) => !text.startsWith('OKAY ')),
      [],
    );
    assert.match(all[1]!.state().get('raw_data')!, /^OKAY the hosts of this shard are gone/);
    await run(all, 60);
    assert.equal(all[1]!.state().get('raw_data'), 'OKAY samples arrive in Redis');
  });

  it('tell once, by the first one, of a target without any series', async () => {
    const all = startAll(withSwap);
    await run(all, 400);
    const said = told(all);
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said[0]!, /^FAILURE central-shard0 unpredicted 1 of \d+ not predicted: .*swap/);
    const logged = all.map(({ recorded }) =>
      recorded.said().filter((line) => line.includes('finds no series')),
    );
    assert.deepEqual(
      logged.map(({ length }) => length),
      [1, 0, 0],
    );
  });

  it('tell once, by the first one, that there is nothing at all', async () => {
    const all = startAll();
    await run(all, 400, []);
    const said = told(all);
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said[0]!, /^FAILURE central-shard0 raw_data no series is found/);
  });

  it('tell by the first one when the other shards have nothing but series that ended', async () => {
    for (const host of [...ofShard(1), ...ofShard(2)]) redis.write(`${host}/memory/memory-used`, now, 1);
    now += 7200;
    const all = startAll();
    await run(all, 200, []);
    assert.match(told(all).join('\n'), /^FAILURE central-shard0 raw_data no series is found[^\n]*$/);
  });

  it('each tell of the hosts that are theirs and lack a series', async () => {
    const all = startAll();
    const [lacking] = ofShard(1);
    for (let second = 0; second < 200; second++) {
      redis.write(`${lacking}/load/load`, now, 1, 1, 1);
      await run(
        all,
        1,
        hosts.filter((host) => host !== lacking),
      );
    }
    const said = told(all);
    assert.equal(said.length, 1, said.join('\n'));
    assert.match(said[0]!, new RegExp(`^WARNING central-shard1 unpredicted .*memory of ${lacking}`));
  });

  it('tell a second process with the same number, and one with another count', async () => {
    const twice = [start({ index: 1, count }), start({ index: 1, count })];
    await run(twice.slice(0, 1), 5);
    await run(twice, 100);
    assert.match(
      told(twice).join('\n'),
      /WARNING central-shard1 duplicates another dma predict reports under the same name\. Both call themselves central-shard1; stop one, or give each --shard a number of its own/,
    );
    const mixed = [start({ index: 0, count }), start({ index: 1, count: 2 })];
    await run(mixed, 100);
    assert.match(
      told(mixed).join('\n'),
      /WARNING central-shard0 duplicates another dma predict gives the same predictions, so each alert comes twice/,
    );
  });
});
