import assert from 'node:assert/strict';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { DueSeries } from '../../../../plugins/prediction/due-series.ts';
import type { Predictor } from '../../../../plugins/prediction/predictor.ts';
import { finish } from '../../../../plugins/process/sliced-work.ts';
import { maxEntries } from '../../../../plugins/samples/sample-reader.ts';
import type { SeriesClock } from '../../../../plugins/samples/series-clock.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import type { TargetSeries } from '../../../../plugins/series/target-series.ts';
import { memorySeries, predictedMemory } from '../../../support/memory-series.ts';
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

  it('are all of a host when a sample before its time raises an alert, of many as well', async () => {
    predictor = rig.start({ ...config, publish: 'atRisk' });
    await run(603, { [root]: 10, [home]: 10 });
    asked.length = 0;
    await run(1, {});
    const next = asked.at(-1) === root ? home : root;
    asked.length = 0;
    await run(1, { [next]: 1 }, 950);
    assert.deepEqual(new Set(asked), new Set([root, home]));
  });

  it('are in each round the ones that are late', async () => {
    await run(600, { [root]: 10, [home]: 10 });
    await run(11, { [root]: 10 });
    asked.length = 0;
    await run(8, {});
    assert.equal(asked.filter((name) => name === home).length, 8);
  });

  it('rest on when another predictor takes them over', async () => {
    await run(603, { [root]: 10, [home]: 10 });
    const before = predictor;
    predictor = rig.start(config);
    predictor.adopt(before, () => true);
    // The first round looks at other things as well.
    await run(1, {});
    asked.length = 0;
    await run(1, {});
    assert.equal(asked.length, 1, 'the one of their host');
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

describe('the series that are due', () => {
  const start = 1.8e9;
  let due: DueSeries;
  beforeEach(() => {
    due = new DueSeries(1);
  });

  /** A series without danger that has had a sample every `interval` seconds up to `start`. */
  function entryOf(host = 'web1', interval = 10): PredictedSeries {
    const series = memorySeries(`${host}/memory/memory-used`);
    series.append(
      Array.from({ length: 60 }, (_, index) => ({ time: start - (59 - index) * interval, value: 100 })),
    );
    return predictedMemory(series);
  }

  /** The seconds for which a series rests after its newest sample was read, this many seconds late. */
  function restOf(entry: PredictedSeries, late = 0): number {
    due.join(entry);
    due.hasSamples(entry, start + late, 0);
    return Math.max(0, Number(due.restsUntil(entry).toFixed(3)));
  }

  function dueAt(now: number): readonly PredictedSeries[] {
    return finish(due.finding(now));
  }

  /** The hosts of the series that are due. */
  function hosts(): string[] {
    return dueAt(1).map(({ series }) => series.identifier.host);
  }

  /** Lets them join. */
  function joined(...entries: PredictedSeries[]): PredictedSeries[] {
    for (const entry of entries) due.join(entry);
    return entries;
  }

  it('are all at first, and none where there are none', () => {
    assert.deepEqual(dueAt(0), []);
    const entries = joined(entryOf(), entryOf());
    assert.deepEqual(dueAt(0), entries);
    assert.deepEqual(due.takeWoken(), []);
  });

  it('rest until shortly before the next sample, and half a minute at most', () => {
    assert.equal(restOf(entryOf()), 9.8);
    assert.equal(restOf(entryOf(), 3), 6.8);
    assert.equal(restOf(entryOf(), 30), 0, 'it is late already');
    assert.equal(restOf(entryOf('web1', 60)), 30);
    assert.equal(restOf(entryOf(), -5), 10, 'it came early');
  });

  it('rest only where they have samples every other round, or fewer', () => {
    assert.equal(restOf(entryOf('web1', 1.9)), 0);
    assert.equal(restOf(entryOf('web1', 2)), 1.96);
  });

  it('do not rest at risk, without a value, with a clock that is wrong, or with several writers', () => {
    const series = (fields: Partial<TargetSeries>): PredictedSeries => {
      const entry = entryOf();
      Object.defineProperties(entry.series, Object.getOwnPropertyDescriptors(fields));
      return entry;
    };
    assert.equal(restOf(series({ riskPercent: 0 })), 9.8);
    assert.equal(restOf(series({ riskPercent: 1 })), 0);
    assert.equal(restOf(series({ riskPercent: undefined })), 0);
    assert.equal(restOf(series({ isUnknown: true })), 0);
    const clock = (fields: Partial<SeriesClock>): PredictedSeries => {
      const entry = entryOf();
      Object.defineProperties(entry.series.clock, Object.getOwnPropertyDescriptors(fields));
      return entry;
    };
    assert.equal(restOf(clock({ offsetSeconds: -20 })), 0);
    assert.equal(restOf(clock({ hasStray: true })), 0);
    assert.equal(restOf(Object.defineProperty(entryOf(), 'writers', { value: [{}] })), 0);
    const withGhosts = entryOf();
    Object.defineProperty(withGhosts.source, 'ghostsAfter', { value: start });
    assert.equal(restOf(withGhosts), 0);
  });

  it('are those that no longer rest, and one of each host in turns', () => {
    const web1 = [entryOf('web1', 5), entryOf(), entryOf()];
    const web2 = [entryOf('web2'), entryOf('web2')];
    const entries = joined(...web1, ...web2);
    const places = (now: number): number[] => dueAt(now).map((one) => entries.indexOf(one));
    places(0);
    for (const entry of entries) due.hasSamples(entry, start, 0);
    assert.deepEqual(
      [1, 2, 3, 4].map((now) => places(now)),
      [
        [0, 3],
        [1, 4],
        [2, 3],
        [0, 4],
      ],
    );
    assert.deepEqual(places(5), [0, 1, 3]);
    assert.deepEqual(places(9.8), [0, 1, 2, 3, 4]);
  });

  it('are of a hundred hosts at most that would rest, and of the others in the next round', () => {
    const entries = joined(...Array.from({ length: 101 }, (_, host) => entryOf(`web${host}`)));
    dueAt(0);
    for (const entry of entries) due.hasSamples(entry, start, 0);
    assert.equal(dueAt(1).length, 100);
    assert.deepEqual(dueAt(1)[0], entries[100]);
  });

  it('follow the series that come and go', () => {
    const [one, other] = [entryOf(), entryOf('web2')];
    for (const entry of [one, other]) {
      due.join(entry);
      due.hasSamples(entry, start, 0);
      if (entry === one) assert.deepEqual(hosts(), ['web1']);
    }
    assert.deepEqual(hosts().toSorted(), ['web1', 'web2']);
    due.leave(one);
    assert.deepEqual(hosts(), ['web2']);
    due.leave(one);
    due.hasSamples(one, start, 0);
    assert.deepEqual([due.restsUntil(one), hosts()], [Number.NEGATIVE_INFINITY, ['web2']]);
  });

  it('do not get the rest of one that has left', () => {
    const [gone] = joined(entryOf());
    dueAt(0);
    due.hasSamples(gone!, start, 0);
    due.leave(gone!);
    const [fresh] = joined(entryOf('web2', 1));
    due.hasSamples(gone!, start, 0);
    assert.deepEqual(dueAt(1), [fresh]);
    assert.deepEqual(dueAt(50), [fresh], 'once, and not the one before as well');
  });

  it('are in each round the ones whose answer came after a round that was interrupted', () => {
    const entries = joined(entryOf('web1', 5), entryOf(), entryOf());
    dueAt(0);
    for (const entry of entries) due.hasSamples(entry, start, 0);
    const [late] = dueAt(1);
    assert.ok(!dueAt(2).includes(late!));
    Object.defineProperty(late!.series, 'riskPercent', { value: 90 });
    due.hasSamples(late!, start + 1, 1);
    for (const now of [3, 4, 5]) assert.ok(dueAt(now).includes(late!), `${now}`);
  });

  it('are once all that rest of a host when one has had a sample before its time', () => {
    const entries = joined(entryOf(), entryOf('web1', 4), entryOf(), entryOf('web2'));
    dueAt(0);
    for (const entry of entries) due.hasSamples(entry, start, 0);
    due.hasSamples(entries[0]!, start + 5, 5);
    assert.deepEqual(due.takeWoken(), [entries[2]]);
    assert.deepEqual(due.takeWoken(), []);
    assert.deepEqual(dueAt(5), [entries[1], entries[2], entries[0], entries[3]]);
    due.hasSamples(entries[1]!, start + 6, 6);
    assert.deepEqual(due.takeWoken(), [], 'it was due');
  });

  it('are in each round the ones that were woken and do not rest again', () => {
    const entries = joined(entryOf(), entryOf());
    dueAt(0);
    for (const entry of entries) due.hasSamples(entry, start, 0);
    assert.deepEqual(dueAt(5), [entries[0]], 'the one of its host');
    due.hasSamples(entries[0]!, start + 5, 5);
    const [woken] = due.takeWoken();
    assert.equal(woken, entries[1]);
    due.hasSamples(woken!, start + 30, 5);
    for (const now of [6, 7, 8]) assert.equal(dueAt(now).filter((one) => one === woken).length, 1, `${now}`);
  });

  it('are given once when a round was interrupted before it asked those that were woken', () => {
    const entries = joined(entryOf(), entryOf());
    dueAt(0);
    for (const entry of entries) due.hasSamples(entry, start, 0);
    due.hasSamples(entries[0]!, start + 5, 5);
    const places = dueAt(6).map((one) => entries.indexOf(one));
    assert.deepEqual([places.includes(1), due.takeWoken()], [true, []]);
  });
});
