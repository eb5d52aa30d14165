import assert from 'node:assert/strict';
import type { Reason } from '../../../../plugins/coverage/reason.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { SeriesClock } from '../../../../plugins/samples/series-clock.ts';
import { SeriesNames, readName } from '../../../../plugins/samples/series-names.ts';
import {
  startSeries,
  type FoundAmong,
  type SeriesToPredict,
  type StartedSeries,
} from '../../../../plugins/series/series-start.ts';
import { parseConfig } from '../../../../plugins/config/config.ts';
import { configOfSeries } from '../../../../plugins/config/target-config.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memoryTarget } from '../../../support/memory-target.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const used = 'web1/memory/memory-used';
const active = 'web1/memory/memory-active';
const wired = 'web1/memory/memory-wired';
const newest = 1.8e9;

function foundOf(name = used, config = memoryTarget()): SeriesToPredict {
  return { target: 'memory', config, identifier: readName(name), captures: [] };
}

describe('a series that is started', () => {
  let redis: FakeRedis;
  let now: number;
  let recorded: RecordedLog;
  beforeEach(() => {
    redis = new FakeRedis();
    now = newest;
    recorded = recordedLog(() => now);
  });

  function write(name: string, seconds = 100, value = 300): void {
    for (let ago = seconds - 1; ago >= 0; ago--) redis.write(name, newest - ago, value);
  }

  async function start(found = foundOf(), more: Partial<FoundAmong> = {}): Promise<StartedSeries | Reason> {
    const parts = {
      reader: new WriteRedisReader(redis),
      log: recorded.log,
      detectors: new Map(),
      now: () => now,
      monotonic: () => 5000,
    };
    return startSeries(parts, found, {
      among: new SeriesNames([used, active, wired]),
      newest,
      capacity: { value: 1000, moving: undefined },
      setBack: undefined,
      clock: new SeriesClock(),
      ...more,
    });
  }

  /** Starts it, and reads its past and then the samples of the first round. */
  async function started(
    found = foundOf(),
    more: Partial<FoundAmong> = {},
  ): Promise<StartedSeries & { readonly count: number; readonly next: readonly number[] }> {
    const one = await start(found, more);
    assert.ok('series' in one);
    let read = 0;
    for (;;) {
      const page = await one.past.pages.next();
      if (page.done) break;
      read += page.value.length;
      one.past.append(page.value);
    }
    const next = await one.source.next(new WriteRedisReader(redis), now);
    return { ...one, count: read, next: next.map(({ time }) => time) };
  }

  it('is predicted from its past, and the newest sample is left to the round', async () => {
    write(used);
    const { series, past, count, next } = await started();
    assert.deepEqual([count, series.newestTime, next], [99, newest - 1, [newest]]);
    assert.deepEqual([past.name, past.horizonSeconds], [used, 60]);
    assert.deepEqual([series.capacity, series.target, series.name], [1000, 'memory', used]);
    assert.equal(series.silentSeconds(5004), 4);
    assert.equal(series.isHeard, false);
  });

  it('has the past of sixty horizons', async () => {
    write(used, 2000);
    const { count } = await started(foundOf(used, memoryTarget('horizonSeconds: 10')));
    assert.equal(count, 600);
  });

  it('has no samples of later times than the clock that was set back', async () => {
    write(used);
    now = newest - 50;
    const { series, source, count, next } = await started(foundOf(), { setBack: { after: now } });
    assert.deepEqual([count, series.newestTime, next], [49, newest - 51, []]);
    redis.write(used, newest - 49.5, 300);
    assert.deepEqual(await source.next(new WriteRedisReader(redis), now), [
      { time: newest - 49.5, value: 300 },
    ]);
    series.append([{ time: newest - 49.5, value: 300 }], 5001);
    assert.equal(series.isHeard, true, 'a new sample is older than the newest one that was there');
  });

  it('has no samples from far ahead in its past', async () => {
    write(used);
    redis.write(used, newest + 5000, 300);
    const { series, count } = await started(foundOf(), { newest: newest + 5000 });
    assert.deepEqual([count, series.newestTime], [100, newest]);
    now += 2;
    series.append([{ time: newest + 1, value: 300 }], 5001);
    assert.equal(series.isHeard, true);
  });

  it('is read with the capacity of each sample where that moves', async () => {
    write(used);
    write(active, 100, 700);
    const moving = { names: [used, active], dataSources: [0] };
    const { series } = await started(foundOf(), { capacity: { value: 1500, moving } });
    assert.equal(series.capacity, 1000);
    assert.equal(series.state!.prediction.share?.value, 30);
  });

  const sum = configOfSeries(
    parseConfig(
      `targets: {memory: {series: ["*/memory/memory-active", "*/memory/memory-wired"], limit: 900}}`,
      'test',
    ).targets['memory']!,
  )!;

  it('is the sum of its parts', async () => {
    write(active, 100, 300);
    write(wired, 100, 200);
    const { series, source } = await started(foundOf(active, sum));
    assert.deepEqual(source.names, [active, wired]);
    assert.equal(series.state!.prediction.value, 500);
    assert.deepEqual(recorded.said(), []);
  });

  it('is not started while a part of its sum is missing, which is told once, and when it has come', async () => {
    write(active);
    const among = new SeriesNames([active]);
    const reason = await start(foundOf(active, sum), { among });
    assert.ok('kind' in reason);
    assert.equal(reason.kind, 'sum');
    await start(foundOf(active, sum), { among });
    const [said, ...more] = recorded.said();
    assert.equal(said, `warning: target memory: the sum at ${active} is not known yet: ${reason.cause}`);
    assert.deepEqual(more, []);
    now += 30;
    write(wired);
    assert.ok('series' in (await start(foundOf(active, sum))));
    assert.deepEqual(recorded.said(), [`target memory: the sum at ${active} recovered after 30 s`]);
  });

  it('tells the name of its values where that is shortened', async () => {
    write(used);
    const captures = ['p'.repeat(127)];
    const one = await start({ ...foundOf(), captures });
    assert.ok('series' in one);
    assert.deepEqual(recorded.said(), [
      `warning: ${used}: its name is too long behind the target's, so its values are named ${one.series.names.resource}`,
    ]);
  });
});
