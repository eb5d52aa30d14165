import assert from 'node:assert/strict';
import { targetSchema } from '../../../../plugins/config/target-config.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { groupByReason } from '../../../../plugins/coverage/reason-group.ts';
import { lookAtCoverage } from '../../../../tools/outlook/coverage-look.ts';
import { lookAtPredictors } from '../../../../tools/outlook/predictors.ts';
import { DetailLook } from '../../../../tools/outlook/series-details.ts';
import { SeriesLook, type WatchedSeries } from '../../../../tools/outlook/watched-series.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const now = 1_795_226_400;
const memory = targetSchema.parse({ series: '*/memory/memory-used', capacity: '*/memory/memory-*' });
const sum = targetSchema.parse({
  series: ['*/memory/memory-used', '*/swap/swap-used'],
  capacity: 1000,
  limit: 900,
  output: 'dma/both',
});

class Stage {
  readonly redis = new FakeRedis();
  readonly reader = new WriteRedisReader(this.redis);
  readonly targets: Record<string, typeof memory>;
  readonly series: SeriesLook;
  readonly details = new DetailLook(this.reader);

  constructor(targets: Record<string, typeof memory> = { memory }) {
    this.targets = targets;
    this.series = new SeriesLook(this.reader, { targets });
  }

  /** A sample a second, the newest one at `end`. */
  put(host: string, used: (second: number) => number, end = now, seconds = 120): void {
    for (let second = 0; second < seconds; second++) {
      const time = end - seconds + 1 + second;
      this.redis.write(`${host}/memory/memory-used`, time, used(second));
      this.redis.write(`${host}/memory/memory-free`, time, 1000 - used(second));
    }
  }

  give(host: string, values: Readonly<Record<string, number | 'nan'>>, time = now): void {
    for (const [name, value] of Object.entries(values)) this.redis.write(`${host}/${name}`, time, value);
  }

  look(time = now, monotonic = 0) {
    return this.series.look(time, monotonic);
  }
}

const shortly = (series: readonly WatchedSeries[]) =>
  series.map(({ identifier, standing, riskPercent }) => [identifier.host, standing, riskPercent]);

describe('the look at all series', () => {
  it('tells the risk where it is fresh, and what is late or has no prediction', async () => {
    const stage = new Stage();
    stage.put('web1', () => 500);
    stage.give('web1', { 'dma-memory/percent-risk': 42 });
    stage.put('web2', () => 500);
    stage.give('web2', { 'dma-memory/percent-risk': 99 }, now - 3000);
    stage.put('web3', () => 500, now - 100);
    stage.give('web3', { 'dma-memory/percent-risk': 7 }, now - 100);
    assert.deepEqual(shortly((await stage.look()).series), [
      ['web1', 'predicted', 42],
      ['web2', 'unpredicted', undefined],
      ['web3', 'late', 7],
    ]);
  });

  it('takes a host whose clock is behind for alive while its predictions come', async () => {
    const stage = new Stage();
    stage.put('web1', () => 500, now - 900);
    stage.give('web1', { 'dma-memory/percent-risk': 3 });
    assert.deepEqual(shortly((await stage.look()).series), [['web1', 'predicted', 3]]);
  });

  it('tells the horizon that dma predict gives, or would choose, where dma.yaml says auto', async () => {
    const stage = new Stage({ memory: { ...memory, horizonSeconds: 'auto' } });
    stage.put('web1', () => 500);
    stage.give('web1', { 'dma-memory/duration-horizon': 1200 });
    stage.put('web2', () => 500);
    for (let ago = 300; ago >= 0; ago -= 30) {
      stage.redis.write('web3/memory/memory-used', now - ago, 500);
      stage.redis.write('web4/memory/memory-used', now - ago, 500);
    }
    stage.give('web4', { 'dma-memory/duration-horizon': 77 }, now - 4000);
    stage.put('web5', () => 500, now, 2);
    assert.deepEqual(
      (await stage.look()).series.map(({ identifier, config }) => [identifier.host, config.horizonSeconds]),
      [
        ['web1', 1200],
        ['web2', 60],
        ['web3', 600],
        ['web4', 600],
        ['web5', 60],
      ],
    );
  });

  it('waits for the second sample of a new series', async () => {
    const stage = new Stage();
    stage.put('web1', () => 500, now - 300, 1);
    stage.put('web2', () => 500, now - 700, 1);
    assert.deepEqual(shortly((await stage.look()).series), [
      ['web1', 'unpredicted', undefined],
      ['web2', 'late', undefined],
    ]);
  });

  it('only counts series that have been silent for an hour, and looks at them again later', async () => {
    const stage = new Stage();
    stage.put('web1', () => 500, now - 4000);
    const first = await stage.look();
    assert.deepEqual([first.series, first.gone], [[], 1]);
    stage.put('web1', () => 500);
    assert.deepEqual((await stage.look(now, 30)).series, []);
    assert.equal((await stage.look(now, 61)).series.length, 1);
  });

  it('has malformed names, and keys that hold something else', async () => {
    const stage = new Stage();
    stage.redis.write(`${'x'.repeat(130)}/memory/memory-used`, now, 1);
    const { malformed, series } = await stage.look();
    assert.deepEqual([malformed.length, series.length], [1, 0]);
  });
});

const detailsOf = async (stage: Stage, time = now, monotonic = 0) => {
  const sight = await stage.look(time, monotonic);
  const found = await stage.details.look(sight.series, sight, { now: time, monotonic });
  return found.get(sight.series[0]!.key)!;
};

describe('the details of a series', () => {
  it('are limit, change a minute, forecast and the times of the limit', async () => {
    const stage = new Stage();
    stage.put('web1', (second) => 300 + 4 * second);
    stage.give('web1', {
      'dma-memory/percent-risk': 80,
      'dma-memory/percent-predicted': 90,
      'dma-memory/gauge-predicted_lower': 880,
      'dma-memory/gauge-predicted_upper': 920,
      'dma-memory/duration-exhaustion': 31,
      'dma-memory/duration-exhaustion_earliest': 20,
      'dma-memory/duration-exhaustion_latest': 'nan',
    });
    const { recent, perMinute, ...details } = await detailsOf(stage);
    assert.equal(recent.length, 120);
    assert.equal(Math.round(perMinute!), 240);
    assert.deepEqual(details, {
      value: 776,
      capacity: 1000,
      limit: 900,
      isNothing: false,
      forecast: { value: 900, lower: 880, upper: 920, time: now },
      full: { expected: now + 31, earliest: now + 20 },
    });
  });

  it('go on from look to look, and forget what is older than ten minutes', async () => {
    const stage = new Stage();
    stage.put('web1', () => 500);
    await detailsOf(stage);
    stage.put('web1', () => 600, now + 30, 30);
    const later = await detailsOf(stage, now + 30, 30);
    assert.deepEqual([later.value, later.recent.length], [600, 150]);
    assert.equal((await detailsOf(stage, now + 590, 60)).recent.length, 41);
  });

  it('are of the whole sum, or say which part is missing', async () => {
    const stage = new Stage({ both: sum });
    stage.put('web1', () => 500);
    assert.match((await detailsOf(stage)).problem!, /series like \*\/swap\/swap-used there has to be one/);
    for (let second = 0; second < 120; second++)
      stage.redis.write('web1/swap/swap-used', now - 119 + second, 11);
    assert.equal((await detailsOf(stage, now, 20)).value, 511);
  });
});

describe('the coverage that dma watch shows', () => {
  it('names hosts without a series, and series that are not predicted, with cause and cure', async () => {
    const stage = new Stage();
    stage.put('web1', () => 500);
    stage.give('web1', { 'dma-memory/percent-risk': 1 });
    stage.put('web2', () => 500);
    stage.redis.write('web3/memory/percent-used', now, 50);
    for (let second = 0; second < 10; second++)
      stage.redis.write('web4/memory/memory-used', now - 9 + second, 'nan');
    const time = { now, monotonic: 0 };
    const coverage = await lookAtCoverage(stage.reader, stage, await stage.look(), time, () => 0);
    assert.equal(coverage.predicted, 1);
    const groups = groupByReason(coverage.wanted).map(
      ({ places, reason }) => [places.join(', '), reason.cause] as const,
    );
    assert.deepEqual(Object.fromEntries(groups), {
      'memory of web3': 'there is memory/percent-used',
      'web2/memory/memory-used': 'no prediction of it comes back',
      'web4/memory/memory-used': 'its values are unknown (nan)',
    });
  });

  it('misses nothing of a series that has not the samples yet that its target asks for', async () => {
    for (const [minimumSamples, causes] of [
      [120, ['no prediction of it comes back']],
      [121, []],
    ] as const) {
      const stage = new Stage({ memory: { ...memory, minimumSamples } });
      stage.put('web1', () => 500);
      const time = { now, monotonic: 0 };
      const { wanted } = await lookAtCoverage(stage.reader, stage, await stage.look(), time, () => 0);
      assert.deepEqual(
        wanted.map(({ reason }) => reason.cause),
        causes,
      );
    }
  });
});

describe('the look at dma predict', () => {
  it('tells by its report which one is alive, and leaves out what was gone long ago beside others', async () => {
    const stage = new Stage();
    const report = {
      'dma-self/gauge-series': 12,
      'dma-self/gauge-unpredicted': 1,
      'dma-self/duration-round': 0.01,
    };
    stage.give('web1', report, now - 5);
    stage.give('web2', report, now - 200);
    stage.give('web3', report, now - 10_000);
    const known = new Set(await stage.reader.names());
    const found = await lookAtPredictors(stage.reader, known, now);
    assert.deepEqual(
      found.map(({ host, isAlive }) => [host, isAlive]),
      [
        ['web1', true],
        ['web2', false],
      ],
    );
    assert.deepEqual(found[0], {
      host: 'web1',
      isAlive: true,
      ageSeconds: 5,
      series: 12,
      unpredicted: 1,
      roundSeconds: 0.01,
    });
    stage.give('web1-shard3', { ...report, 'dma-self/gauge-shard': 3, 'dma-self/gauge-shards': 8 }, now - 5);
    stage.give('web1', { 'dma-self/gauge-shard': 1, 'dma-self/gauge-shards': 2 }, now - 600);
    const all = new Set(await stage.reader.names());
    const shards = (await lookAtPredictors(stage.reader, all, now)).map(({ host, shard }) => [host, shard]);
    assert.deepEqual(Object.fromEntries(shards), {
      web1: undefined,
      web2: undefined,
      'web1-shard3': { index: 3, count: 8 },
    });
    const [last] = await lookAtPredictors(stage.reader, new Set(['web3/dma-self/gauge-series']), now);
    assert.deepEqual([last?.host, last?.isAlive], ['web3', false]);
  });
});
