import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import type { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { maxEntries } from '../../../../plugins/samples/sample-reader.ts';
import { PredictorRig } from '../../../support/predictor-rig.ts';

const config = parseConfig(
  'targets: {disk: {series: "*/df-*/df_complex-used", capacity: 1000, limit: 900, horizonSeconds: 300}}',
  'test',
);
const [root, home] = ['web1/df-root/df_complex-used', 'web1/df-home/df_complex-used'];

describe('the series that a round asks', () => {
  let rig: PredictorRig;
  let asked: string[];
  let predictor: Predictor;

  beforeEach(() => {
    rig = new PredictorRig();
    asked = [];
    const read = rig.redis.zRangeWithScores.bind(rig.redis);
    rig.redis.zRangeWithScores = (key, min, max, options) => {
      // How a round asks for what is new.
      if (options?.REV && options.LIMIT?.count === maxEntries) asked.push(key.slice('collectd/'.length));
      return read(key, min, max, options);
    };
    predictor = rig.start(config);
  });

  /** Rounds of a second each, and samples of these series when their time has come. */
  async function run(
    seconds: number,
    intervals: Readonly<Record<string, number>>,
    value = 100,
  ): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      rig.now++;
      for (const [name, interval] of Object.entries(intervals))
        if (rig.now % interval === 0) rig.redis.write(name, rig.now, value);
      await predictor.round();
    }
  }

  const isStale = (): boolean => predictor.series.some((one) => one.isStale(rig.now, 1));

  const times = (instance: string): readonly number[] =>
    rig.output.take(`web1/dma-disk-${instance}/percent-risk`).map(({ time }) => time);

  it('are those whose next sample is due, and one of each host', async () => {
    await run(600, { [root]: 10, [home]: 10 });
    asked.length = 0;
    await run(100, { [root]: 10, [home]: 10 });
    assert.ok(asked.length >= 110 && asked.length <= 130, `${asked.length} times, not 200`);
  });

  it('are all that have a sample, each at the time at which it comes', async () => {
    await run(600, { [root]: 10, [home]: 15 });
    times('root');
    times('home');
    const start = rig.now;
    for (let second = 0; second < 60; second++) {
      await run(1, { [root]: 10, [home]: 15 });
      assert.deepEqual(times('root'), rig.now % 10 === 0 ? [rig.now] : []);
      assert.deepEqual(times('home'), rig.now % 15 === 0 ? [rig.now] : []);
    }
    assert.equal(rig.now, start + 60);
  });

  it('are all of a host when a sample of one comes before its time', async () => {
    await run(600, { [root]: 10, [home]: 10 });
    times('root');
    times('home');
    await run(3, {});
    rig.now++;
    for (const name of [root, home]) rig.redis.write(name, rig.now, 100);
    await predictor.round();
    assert.deepEqual([times('root'), times('home')], [[rig.now], [rig.now]]);
  });

  it('are in each round the ones that are at risk', async () => {
    await run(600, { [root]: 10, [home]: 10 });
    for (let value = 100; value < 1000; value += 20) await run(10, { [root]: 10, [home]: 10 }, value);
    asked.length = 0;
    await run(9, {}, 1000);
    assert.ok(asked.filter((name) => name === root).length >= 9);
    assert.ok(asked.filter((name) => name === home).length >= 9);
  });

  it('are in each round the ones that are late', async () => {
    await run(600, { [root]: 10, [home]: 10 });
    await run(11, { [root]: 10 });
    asked.length = 0;
    await run(8, {});
    assert.equal(asked.filter((name) => name === home).length, 8);
  });

  it('are stale after three of their gaps, however long they have rested', async () => {
    const names = Array.from({ length: 12 }, (_, i) => `web1/df-d${i}/df_complex-used`);
    const intervals = Object.fromEntries(names.map((name) => [name, 10]));
    await run(600, intervals);
    await run(29, {});
    assert.equal(isStale(), false);
    await run(4, {});
    assert.equal(isStale(), true);
  });
});
