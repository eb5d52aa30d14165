import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import type { WriterTime } from '../../../../plugins/samples/capacity-around.ts';
import {
  SeriesError,
  SeriesIsolation,
  StoreError,
  type SampleReader,
} from '../../../../plugins/samples/sample-reader.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import { WriterWatch } from '../../../../plugins/series/writer-watch.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memorySeries, predictedMemory } from '../../../support/memory-series.ts';
import { recordedLog, type RecordedLog } from '../../../support/recorded-log.ts';

const web1 = 'web1/memory/memory-used';
const web2 = 'web2/memory/memory-used';
const start = 1.8e9;
const phase = 0.4;

/** The names of the series that are asked for, and a reader that can fail. */
class SpiedReader extends WriteRedisReader {
  readonly asked: string[] = [];
  failure: Error | undefined;
  /** The name of a series that cannot be read. */
  broken: string | undefined;

  override async after(
    ...[name, ...more]: Parameters<SampleReader['after']>
  ): ReturnType<SampleReader['after']> {
    this.asked.push(name);
    if (this.failure) throw this.failure;
    if (name === this.broken) throw new SeriesError('it is a hash');
    return super.after(name, ...more);
  }
}

/** The newest values of the writers, the least first. */
function valuesOf({ writers }: PredictedSeries): number[] {
  return writers.map(({ series }) => series.state!.prediction.value).toSorted((a, b) => a - b);
}

/** The number of writers of each series. */
function countsOf(entries: readonly PredictedSeries[]): number[] {
  return entries.map(({ writers }) => writers.length);
}

describe('the watch for several writers', () => {
  let redis: FakeRedis;
  let reader: SpiedReader;
  let now: number;
  let recorded: RecordedLog;
  let watch: WriterWatch;
  let capacityOf: (at: WriterTime) => number | undefined;
  beforeEach(() => {
    redis = new FakeRedis();
    reader = new SpiedReader(redis);
    now = start;
    recorded = recordedLog(() => now);
    capacityOf = (): number | undefined => undefined;
    watch = new WriterWatch({
      reader,
      stored: reader,
      log: recorded.log,
      isolation: new SeriesIsolation(recorded.log),
      detectors: new Map(),
      capacityAround: async (_found, at) => capacityOf(at),
      onSetBack: () => assert.fail('no clock was set'),
      now: () => now,
      monotonic: () => now - start,
    });
  });

  /** Writes a sample a second from the last `seconds` up to now, this much after each whole second. */
  function write(name: string, offset: number, value: number, seconds = 60): void {
    for (let ago = seconds - 1; ago >= 0; ago--) redis.write(name, now - 1 - ago + offset, value);
  }

  function writeBoth(name: string, seconds = 60): void {
    write(name, 0, 300, seconds);
    write(name, phase, 700, seconds);
  }

  /** A series that has been read up to now. */
  async function entryOf(name: string): Promise<PredictedSeries> {
    const entry = predictedMemory(memorySeries(name));
    await read(entry);
    return entry;
  }

  async function read(entry: PredictedSeries): Promise<void> {
    const samples = await entry.source.next(new WriteRedisReader(redis), now);
    entry.lookAtClock(samples, { now, monotonic: now - start });
    entry.append(samples, now - start, 1);
  }

  const look = (...entries: readonly PredictedSeries[]): Promise<void> => watch.look(entries, now - start);

  it('splits a series at the first look that shows two writers which go on', async () => {
    writeBoth(web1);
    const entry = await entryOf(web1);
    await look(entry);
    assert.deepEqual(valuesOf(entry), [300, 700]);
    assert.equal(entry.isDoubtful, false);
    assert.equal(entry.mixedCause?.cause, 'two collectd share one name');
  });

  it('leaves a series of one writer alone', async () => {
    write(web1, 0, 300);
    const entry = await entryOf(web1);
    await look(entry);
    assert.deepEqual([entry.writers, entry.lookedAt], [[], 0]);
  });

  it('takes the capacity of each writer, or that of the series where it is not known', async () => {
    writeBoth(web1);
    capacityOf = ({ time }): number | undefined => (time % 1 < 0.1 ? 5000 : undefined);
    const entry = await entryOf(web1);
    await look(entry);
    assert.deepEqual(
      entry.writers.map(({ series }) => series.capacity).toSorted((a, b) => a - b),
      [1000, 5000],
    );
  });

  it('looks at a series every ten seconds', async () => {
    write(web1, 0, 300);
    const entry = await entryOf(web1);
    for (let second = 0; second <= 20; second++, now++) await look(entry);
    assert.equal(reader.asked.length, 3);
  });

  it('looks again after two seconds at writers that have to be seen once more', async () => {
    writeBoth(web1);
    now += 10;
    write(web1, 0, 300, 10);
    const entry = await entryOf(web1);
    const counts: number[] = [];
    for (let second = 0; second < 5; second++, now++) {
      await look(entry);
      counts.push(reader.asked.length);
    }
    assert.deepEqual(counts, [1, 1, 2, 2, 3]);
  });

  it('looks at a hundred series in one round, and goes on with the others in the next', async () => {
    const names = Array.from({ length: 150 }, (_, host) => `h${host}/memory/memory-used`);
    const entries = names.map((name) => predictedMemory(memorySeries(name)));
    const askedBy = async (): Promise<string> => {
      await look(...entries);
      const asked = reader.asked.splice(0);
      return asked.length === 0 ? 'none' : `${asked.length} from ${asked[0]} to ${asked.at(-1)}`;
    };
    const name = (host: number): string => names[host]!;
    assert.equal(await askedBy(), `100 from ${name(0)} to ${name(99)}`);
    now++;
    assert.equal(await askedBy(), `50 from ${name(100)} to ${name(149)}`);
    now++;
    assert.equal(await askedBy(), 'none');
    now += 10;
    assert.equal(await askedBy(), `100 from ${name(100)} to ${name(49)}`, 'in turns');
    await look();
  });

  it('splits one series in a round, and the next one in the next', async () => {
    writeBoth(web1);
    writeBoth(web2);
    const both = [await entryOf(web1), await entryOf(web2)];
    await look(...both);
    assert.deepEqual(countsOf(both), [2, 0]);
    await look(...both);
    assert.deepEqual(countsOf(both), [2, 2]);
  });

  it('does not take what a clock that was set back has left for a writer', async () => {
    writeBoth(web1);
    now += 20;
    write(web1, 0, 300, 20);
    const entry = await entryOf(web1);
    for (let turn = 0; turn < 3; turn++) {
      await look(entry);
      now += 10;
      write(web1, 0, 300, 10);
      await read(entry);
    }
    assert.deepEqual(entry.writers, []);
  });

  it('splits a series at the first look also when both have been silent since', async () => {
    writeBoth(web1);
    now += 300;
    const entry = await entryOf(web1);
    await look(entry);
    assert.deepEqual(valuesOf(entry), [300, 700]);
  });

  it('splits a series at the first look also when both have just been started again', async () => {
    capacityOf = ({ time }): number => (time % 1 < 0.1 ? 1000 : 5000);
    for (const seconds of [1, 3, 7]) {
      const name = `h${seconds}/memory/memory-used`;
      write(name, 0, 300);
      write(name, 0.5, 700);
      now += seconds + 2;
      write(name, 0.7, 300, seconds);
      write(name, 0.2, 700, seconds);
      const entry = await entryOf(name);
      await look(entry);
      const found = entry.writers.map(({ series }) => [series.state!.prediction.value, series.capacity]);
      assert.deepEqual(
        found.toSorted(([a], [b]) => a! - b!),
        [
          [300, 1000],
          [700, 5000],
        ],
        `${seconds} s ago`,
      );
    }
  });

  it('splits a series later when one has been silent, and new samples of both have come', async () => {
    writeBoth(web1);
    now += 10;
    write(web1, 0, 300, 10);
    const entry = await entryOf(web1);
    await look(entry);
    assert.deepEqual(entry.writers, [], 'one is silent');
    now += 10;
    write(web1, 0, 300, 10);
    await look(entry);
    assert.deepEqual(entry.writers, [], 'it still is');
    now += 10;
    write(web1, 0, 300, 10);
    write(web1, phase, 700, 30);
    await look(entry);
    assert.equal(entry.writers.length, 2);
  });

  it('does not split a series by its first look while samples from the future are there', async () => {
    writeBoth(web1);
    redis.write(web1, now + 100, 300);
    const entry = await entryOf(web1);
    await look(entry);
    assert.deepEqual(entry.writers, []);
  });

  it('does not look at a series while entries of a clock that was set back are there', async () => {
    writeBoth(web1);
    const entry = await entryOf(web1);
    Object.defineProperty(entry.source, 'ghostsAfter', { value: now, configurable: true });
    await look(entry);
    assert.deepEqual(reader.asked, []);
    Object.defineProperty(entry.source, 'ghostsAfter', { value: undefined });
    await look(entry);
    assert.deepEqual(entry.writers, [], 'it counts as a look');
  });

  it('looks later when the store cannot be read', async () => {
    writeBoth(web1);
    const entry = await entryOf(web1);
    reader.failure = new StoreError('lost');
    await look(entry);
    assert.deepEqual(await watch.late(entry), []);
    assert.deepEqual(recorded.said(), []);
    reader.failure = undefined;
    await look(entry);
    assert.equal(entry.writers.length, 2);
  });

  it('rejects a bug', async () => {
    reader.failure = new TypeError('a bug');
    await assert.rejects(look(predictedMemory()), /a bug/);
  });

  it('leaves out a series that cannot be read, and looks at the others', async () => {
    writeBoth(web2);
    const both = [predictedMemory(memorySeries(web1)), await entryOf(web2)];
    reader.broken = web1;
    await look(...both);
    assert.deepEqual(countsOf(both), [0, 2]);
    assert.deepEqual(recorded.said(), [`warning: the series "${web1}" cannot be predicted: it is a hash`]);
  });

  describe('of samples that may have come late', () => {
    it('reads none of one writer', async () => {
      write(web1, 0, 300);
      assert.deepEqual(await watch.late(await entryOf(web1)), []);
    });

    it('reads those of the last ten intervals of each of several, up to the newest', async () => {
      writeBoth(web1);
      const entry = await entryOf(web1);
      await look(entry);
      redis.write(web1, now + 0.5, 1);
      const late = await watch.late(entry);
      const times = late.map(({ time }) => Number((time - start).toFixed(1)));
      assert.deepEqual([times[0], times.at(-1), late.length], [-10.6, -0.6, 21]);
      assert.deepEqual(late[0]!.value, 700);
    });

    it('has no value where the entry lacks one', async () => {
      writeBoth(web1);
      const entry = await entryOf(web1);
      await look(entry);
      redis.writeMember(web1, `${now - 2.5}:nan`, now - 2.5);
      assert.ok((await watch.late(entry)).some(({ value }) => Number.isNaN(value)));
    });
  });

  /** A series of two levels in turns, of an even distance: two writers, or one. */
  function writeTurns(seconds: number, other = 700): void {
    write(web1, 0, 300, seconds);
    for (let ago = seconds - 1; ago >= 0; ago--)
      redis.write(web1, now - 1 - ago + 0.5, other === 300 ? 300 : other + Math.sin(ago));
  }

  it('splits a series that may be of one writer, and joins it again when nothing has shown two for an hour', async () => {
    writeTurns(60);
    const entry = await entryOf(web1);
    await look(entry);
    assert.deepEqual([entry.writers.length, entry.isDoubtful], [2, true]);
    now += 60;
    writeTurns(60, 300);
    await look(entry);
    now += 3590;
    writeTurns(60, 300);
    await look(entry);
    assert.equal(entry.writers.length, 2);
    now += 10;
    writeTurns(10, 300);
    await look(entry);
    assert.equal(entry.writers.length, 0);
  });

  it('does not join those that are seen again meanwhile, nor those that are sure to be several', async () => {
    writeTurns(60);
    const entry = await entryOf(web1);
    await look(entry);
    for (const other of [300, 700, 300]) {
      now += 2000;
      writeTurns(60, other);
      await look(entry);
    }
    assert.equal(entry.writers.length, 2);
    writeBoth(web2);
    const sure = await entryOf(web2);
    await look(sure);
    for (let turn = 0; turn < 3; turn++) {
      now += 2000;
      write(web2, 0, 300);
      await look(sure);
    }
    assert.equal(sure.writers.length, 2);
  });

  it('splits a series anew when it is written by others at two looks', async () => {
    writeBoth(web1);
    const entry = await entryOf(web1);
    await look(entry);
    const before = entry.writers;
    now += 64;
    write(web1, 0.2, 100, 64);
    write(web1, 0.7, 500, 64);
    await look(entry);
    assert.equal(entry.writers, before);
    for (let turn = 0; turn < 3; turn++) {
      now += 10;
      write(web1, 0.2, 100, 10);
      write(web1, 0.7, 500, 10);
      await read(entry);
      await look(entry);
    }
    assert.deepEqual(valuesOf(entry), [100, 500]);
  });

  it('keeps the writers that it knows', async () => {
    writeBoth(web1);
    const entry = await entryOf(web1);
    await look(entry);
    const before = entry.writers;
    for (let turn = 0; turn < 5; turn++) {
      now += 10;
      writeBoth(web1, 10);
      await look(entry);
    }
    assert.equal(entry.writers, before);
  });
});
