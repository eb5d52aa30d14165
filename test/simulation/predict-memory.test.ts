import assert from 'node:assert/strict';
import { queryObjects } from 'node:v8';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { parseConfig } from '../../plugins/config/config.ts';
import { Predictor } from '../../plugins/prediction/predictor.ts';
import { TargetSeries } from '../../plugins/series/target-series.ts';
import { createLogger, TransitionLog } from '../../plugins/process/logger.ts';
import { WriteRedisReader } from '../../plugins/redis/write-redis.ts';
import { FallbackReader } from '../../plugins/samples/fallback-reader.ts';
import { SeriesSource } from '../../plugins/samples/series-source.ts';
import { UsualInterval } from '../../plugins/samples/usual-interval.ts';
import { FakeRedis } from '../support/fake-redis.ts';

const config = parseConfig(
  `targets:
  memory: {series: "*/memory/memory-used", capacity: "*/memory/memory-{used,free}"}
  held: {series: ["*/swap/swap-used", "*/swap/swap-cached"], limit: 900}
  second: {series: "*/load/load", dataSource: 1, limit: 9}
`,
  'test',
);

/** Hosts of which each is there for half a minute, with all that can be wrong with its series, and never again. */
class PassingHosts {
  now = 1.8e9;
  #count = 0;
  readonly #redis = new FakeRedis('collectd/', 1000);
  readonly #predictor: Predictor;

  constructor() {
    const now = (): number => this.now;
    const log = new TransitionLog(
      createLogger('test', () => undefined, new KnownSecrets()),
      now,
    );
    const reader = new FallbackReader({
      redis: new WriteRedisReader(this.#redis),
      isRedisOpen: () => true,
      cache: undefined,
      log,
      monotonic: now,
      roundSeconds: 1,
    });
    this.#predictor = new Predictor({
      config,
      detectors: new Map(),
      reader,
      fromCache: () => reader.fromCache,
      output: {
        putValues: () => undefined,
        putNotification: () => undefined,
        superseded: 0,
        close: () => undefined,
      },
      log,
      host: 'self1',
      now,
      monotonic: now,
    });
  }

  /** Lets a number of hosts come and go. */
  async pass(hosts: number): Promise<void> {
    for (let host = 0; host < hosts; host += 20) {
      const names = Array.from({ length: 20 }, () => `host${this.#count++}`);
      for (let second = 0; second < 15; second++) {
        this.now++;
        for (const [index, name] of names.entries()) this.#write(name, index % 10);
        await this.#predictor.round();
      }
      this.#redis.flush();
      this.now += 3700;
      await this.#predictor.round();
      assert.equal(this.#predictor.series.length, 0);
    }
  }

  #write(name: string, kind: number): void {
    const redis = this.#redis;
    redis.write(`${name}/memory/memory-used`, this.now, 100);
    if (kind !== 0) redis.write(`${name}/memory/memory-free`, this.now, 900);
    redis.write(`${name}/swap/swap-used`, this.now, 1);
    if (kind > 1) redis.write(`${name}/swap/swap-cached`, this.now + (kind === 2 ? 0.7 : 0), 2);
    if (kind === 3) redis.writeMember(`${name}/memory/memory-used`, 'garbage', this.now + 0.5);
    if (kind === 4) redis.write(`${name}/memory/memory-used`, this.now + 1000, 5);
    redis.write(`${name}/load/load`, this.now, ...(kind === 5 ? [1] : [1, 2, 3]));
    if (kind === 6) redis.write(`${name}\u0001/memory/memory-used`, this.now, 5);
  }
}

/** How many objects of each kind there are, when everything that can be given up has been. */
function objectCounts(): Record<string, number> {
  const kinds = [Set, Map, TargetSeries, SeriesSource, UsualInterval];
  return Object.fromEntries(kinds.map((kind) => [kind.name, queryObjects(kind, { format: 'count' })]));
}

describe('the memory of dma predict', function () {
  this.timeout(0);

  it('does not grow with the number of hosts that were there once', async () => {
    const passing = new PassingHosts();
    await passing.pass(40);
    const before = objectCounts();
    await passing.pass(200);
    const after = objectCounts();
    for (const [kind, count] of Object.entries(after))
      assert.ok(count < before[kind]! + 20, `${kind}: ${before[kind]} objects, and then ${count}`);
  });
});
