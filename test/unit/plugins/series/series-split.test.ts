import assert from 'node:assert/strict';
import type { Sample } from '../../../../analysis/window.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { findWriters, samplesLookedAt } from '../../../../plugins/samples/writers.ts';
import type { Certainty } from '../../../../plugins/samples/writer.ts';
import type { SplitSeries, WriterOfSeries } from '../../../../plugins/series/split-series.ts';
import { splitSeries } from '../../../../plugins/series/series-split.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memorySeries, predictedMemory } from '../../../support/memory-series.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const name = 'web1/memory/memory-used';
/** Epoch seconds of the newest sample of the first writer. */
const newest = 1.8e9;
const phase = 0.4;

/** Samples of both writers, one a second: the first at 300 and the other at 700. */
function bothWriters(seconds: number, otherSeconds = seconds): Sample[] {
  const samples: Sample[] = [];
  for (let ago = seconds - 1; ago >= 0; ago--) {
    samples.push({ time: newest - ago, value: 300 });
    if (ago < otherSeconds) samples.push({ time: newest - ago + phase, value: 700 });
  }
  return samples;
}

/** Splits a series whose past is `samples`; of these, everything was read up to `readUntil`. */
async function split(
  samples: readonly Sample[],
  {
    shown = samples.slice(-samplesLookedAt),
    readUntil = newest + phase,
    certainty = 'sure',
    options = '',
  }: { shown?: readonly Sample[]; readUntil?: number; certainty?: Certainty; options?: string } = {},
): Promise<SplitSeries> {
  const redis = new FakeRedis();
  for (const { time, value } of samples) redis.write(name, time, value);
  const entry = predictedMemory(memorySeries(name, options), options);
  Object.defineProperty(entry.source, 'newestTime', { value: readUntil });
  const writers = findWriters(shown)!;
  const capacities = writers.writers.map(({ places }) => 2 * shown[places.at(-1)!]!.value);
  const parts = {
    reader: new WriteRedisReader(redis),
    log: recordedLog().log,
    detectors: new Map(),
    now: () => newest + 1,
    monotonic: () => 5000,
  };
  return splitSeries(parts, entry, { shown, writers, capacities, certainty });
}

/** The writers, the one with the smaller capacity first. */
function inOrder({ writers }: SplitSeries): WriterOfSeries[] {
  return writers.toSorted((a, b) => a.series.capacity - b.series.capacity);
}

function rounded(seconds: number): number {
  return Math.round(1000 * seconds) / 1000;
}

describe('a series that is split among its writers', () => {
  it('has the past of each, and its capacity', async () => {
    const writers = inOrder(await split(bothWriters(100)));
    assert.deepEqual(
      writers.map(({ series }) => [series.state!.prediction.value, series.newestTime, series.capacity]),
      [
        [300, newest, 600],
        [700, newest + phase, 1400],
      ],
    );
    for (const { series } of writers) {
      assert.equal(series.state!.prediction.forecast.kind, 'forecast');
      assert.equal(series.silentSeconds(5003), 3, 'its silence counts from now on');
      assert.equal(series.isHeard, false);
    }
  });

  it('knows of each writer how often it writes, and when it last did', async () => {
    const writers = inOrder(await split(bothWriters(100)));
    assert.deepEqual(
      writers.map((one) => [
        rounded(one.intervalSeconds),
        rounded(one.roomSeconds),
        one.arrived,
        one.previousTime,
        one.newestTime,
      ]),
      [
        [1, phase, 0, newest - 1, newest],
        [1, phase, 0, newest - 1 + phase, newest + phase],
      ],
    );
  });

  it('goes on with the samples that come', async () => {
    const { split: whose, writers } = await split(bothWriters(100));
    const values = writers.map(({ series }) => series.state!.prediction.value);
    const valuesOf = (time: number, value: number): number[] =>
      whose.take({ time, value }).map(({ writer }) => values[writer]!);
    assert.deepEqual(valuesOf(newest + 1, 301), [300]);
    assert.deepEqual(valuesOf(newest + 1 + phase, 699), [700]);
    assert.deepEqual(valuesOf(newest, 300), []);
  });

  it('leaves what was not read yet to the next round', async () => {
    const read = await split(bothWriters(100), { readUntil: newest - 2 });
    assert.deepEqual(
      inOrder(read).map(({ newestTime }) => newestTime),
      [newest - 2, newest - 3 + phase],
    );
    const unread = await split(bothWriters(100), { readUntil: 0 });
    assert.deepEqual(
      inOrder(unread).map(({ newestTime }) => newestTime),
      [newest, newest + phase],
    );
  });

  it('has nothing of a writer that began after all that was read, and expects its first sample', async () => {
    const samples = bothWriters(100, 20);
    const late = await split(samples, { readUntil: newest - 50 });
    const [first, second] = inOrder(late);
    assert.equal(first!.series.newestTime, newest - 50);
    assert.equal(second!.series.state, undefined);
    assert.deepEqual([second!.newestTime, second!.previousTime], [newest - 1 + phase, newest - 1 + phase]);
    const [taken] = late.split.take({ time: newest + phase, value: 700 });
    assert.equal(late.writers[taken!.writer], second);
  });

  it('has the past of sixty horizons', async () => {
    const { writers } = await split(bothWriters(200), { options: 'horizonSeconds: 2' });
    const { observations } = writers[0]!.series.state!.prediction.forecast as { observations: number };
    assert.ok(observations <= 121, `${observations}`);
  });

  it('tells how sure it is, and the cause', async () => {
    const sure = await split(bothWriters(100));
    assert.deepEqual([sure.certainty, sure.cause.cause], ['sure', 'two collectd share one name']);
    const likely = await split(bothWriters(100), { certainty: 'likely' });
    assert.equal(likely.certainty, 'likely');
    assert.match(likely.cause.cause, /or a single source jumps between levels/);
  });
});
