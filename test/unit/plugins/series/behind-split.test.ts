import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { splitByArrival } from '../../../../plugins/series/behind-split.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import type { WriterOfSeries } from '../../../../plugins/series/split-series.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { predictedMemory } from '../../../support/memory-series.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

/** Epoch seconds of the newest sample of the first one. */
const newest = 1.8e9;
/** Seconds in which samples behind were seen to come. */
const seenSeconds = 10;

interface Machine {
  readonly behind: number;
  readonly value: number;
  /** Seconds of its past. */
  readonly past: number;
}

/** Splits a series of these machines, the first one ahead of the others, that have a sample a second. */
async function split(
  machines: readonly Machine[],
  beganLater: boolean,
): Promise<{ readonly entry: PredictedSeries; readonly writers: readonly WriterOfSeries[] }> {
  const redis = new FakeRedis();
  const entry = predictedMemory();
  const timesOf = ({ behind }: Machine, seconds: number): number[] =>
    Array.from({ length: seconds }, (_, place) => newest - behind - seconds + 1 + place);
  for (const one of machines)
    for (const time of timesOf(one, one.past)) redis.write(entry.series.name, time, one.value);
  const reader = new WriteRedisReader(redis);
  Object.defineProperty(entry.source, 'newestTime', { value: newest });
  const fronts = machines.slice(1).map((one) => ({
    newest: newest - one.behind,
    at: 5000,
    intervalSeconds: 1,
    times: timesOf(one, seenSeconds),
  }));
  const parts = {
    reader,
    log: recordedLog().log,
    detectors: new Map(),
    now: () => newest + 1,
    monotonic: () => 5000,
    capacityAround: () => Promise.resolve(undefined),
  };
  const times = await reader.times(entry.series.name, 0, newest);
  const { writers } = await splitByArrival(parts, { entry, fronts, times, beganLater });
  return { entry, writers };
}

describe('a series that is split among writers whose clocks are far apart', () => {
  const first = { behind: 0, value: 300, past: 900 };
  const three = [first, { behind: 200.3, value: 700, past: 20 }, { behind: 400.6, value: 500, past: 20 }];

  it('goes on with the first one as it was where the others came later', async () => {
    const { entry, writers } = await split(three, true);
    assert.equal(writers[0]!.series, entry.series);
    assert.deepEqual(
      writers.slice(1).map(({ series, newestTime }) => [series.state?.prediction.value, newestTime - newest]),
      [
        [700, -200.3],
        [500, -400.6],
      ].map(([value, time]) => [value, newest + time! - newest]),
    );
  });

  it('has a new first one where what was read of it may be of others as well', async () => {
    const { entry, writers } = await split(three, false);
    assert.notEqual(writers[0]!.series, entry.series);
    assert.deepEqual(
      writers.map(({ series }) => series.state?.prediction.value),
      [300, 700, 500],
    );
  });

  it('has a new first one where that has come later, ahead of the other one, of whom all the past is', async () => {
    const machines = [
      { ...first, past: 20 },
      { behind: 400.3, value: 700, past: 600 },
    ];
    const { entry, writers } = await split(machines, true);
    assert.notEqual(writers[0]!.series, entry.series);
    const [ahead, behind] = writers.map(({ series }) => series);
    assert.deepEqual(
      [ahead!.state?.prediction.value, behind!.state?.prediction.value, behind!.newestTime - newest],
      [300, 700, newest - 400.3 - newest],
    );
  });
});
