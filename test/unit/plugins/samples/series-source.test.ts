import assert from 'node:assert/strict';
import type { Sample } from '../../../../analysis/window.ts';
import { SeriesSource } from '../../../../plugins/samples/series-source.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import {
  maxEntries,
  SeriesError,
  type Entries,
  type Question,
  type SampleReader,
} from '../../../../plugins/samples/sample-reader.ts';
import { SeriesClock } from '../../../../plugins/samples/series-clock.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { recordedLog } from '../../../support/recorded-log.ts';

const start = 1.8e9;
const now = start + 10_000;
const used = 'web1/memory/memory-used';
const slab = 'web1/memory/memory-slab_unrecl';

/** Seconds since the start, and values. */
function shown(samples: readonly Sample[]): number[][] {
  return samples.map(({ time, value }) => [time - start, value]);
}

describe('the source of a series', () => {
  let redis: FakeRedis;
  let reader: WriteRedisReader;
  let recorded: ReturnType<typeof recordedLog>;
  beforeEach(() => {
    redis = new FakeRedis();
    reader = new WriteRedisReader(redis);
    recorded = recordedLog();
  });

  const sourceOf = (names: readonly string[], dataSource = 0): SeriesSource =>
    new SeriesSource({ names, dataSources: [dataSource], sumName: 'the sum', log: recorded.log });

  const pastOf = async (source: SeriesSource, from: number, to: number): Promise<Sample[][]> => {
    const pages: Sample[][] = [];
    for await (const page of source.past(reader, start + from, start + to, now)) pages.push(page);
    return pages;
  };

  /** Has read the past, in which entries of the next `ghostSeconds` are there already. */
  async function setBack(names: readonly string[], clock?: SeriesClock): Promise<SeriesSource> {
    for (const [part, name] of names.entries())
      for (let second = -20; second < 10 + 10 * part; second++) redis.write(name, now + second + 0.25, 100);
    const source = new SeriesSource({
      names,
      dataSources: [0],
      setBack: { after: now },
      log: recorded.log,
      ...(clock && { clock }),
    });
    assert.equal(source.ghostsAfter, undefined);
    for await (const page of source.past(reader, now - 60, now, now)) assert.ok(page.length > 0);
    return source;
  }

  it('gives every sample once', async () => {
    const source = sourceOf([used]);
    redis.write(used, start, 5);
    assert.deepEqual(shown(await source.next(reader, now)), [[0, 5]]);
    redis.write(used, start + 1, 6);
    redis.write(used, start + 2, 'nan');
    assert.deepEqual(shown(await source.next(reader, now)), [
      [1, 6],
      [2, Number.NaN],
    ]);
    assert.deepEqual(await source.next(reader, now), []);
  });

  it('reads the data source that it is told to, and says when there is none', async () => {
    redis.write(used, start, 5, 7);
    assert.deepEqual(shown(await sourceOf([used], 1).next(reader, now)), [[0, 7]]);
    await assert.rejects(sourceOf([used], 3).next(reader, now), {
      name: 'SeriesError',
      message: 'dataSource 3 is asked for, and it has 2 (counted from 0)',
    });
  });

  it('skips an entry with too few values, says it once with the count, and goes on', async () => {
    const source = sourceOf([used], 1);
    redis.write(used, start, 5, 7);
    redis.write(used, start + 1, 5);
    assert.deepEqual(shown(await source.next(reader, now)), [[0, 7]]);
    redis.write(used, start + 2, 5);
    assert.deepEqual(await source.next(reader, now), []);
    redis.write(used, start + 3, 5, 8);
    assert.deepEqual(shown(await source.next(reader, now)), [[3, 8]]);
    assert.deepEqual(recorded.said(), [
      `warning: ${used}: entries have too few values, and are skipped: dataSource 1 is asked for, and it has 1 (counted from 0); 1 so far`,
    ]);
    assert.equal(source.skipped, 2);
  });

  it('reads a past that holds entries with too few values, and goes on behind them', async () => {
    const source = sourceOf([used], 1);
    for (let second = 0; second < 20; second++)
      redis.write(used, start + second, 5, ...(second % 5 === 4 ? [] : [second]));
    assert.equal((await pastOf(source, 0, 30)).flat().length, 16);
    redis.write(used, start + 20, 5, 20);
    assert.deepEqual(shown(await source.next(reader, now)), [[20, 20]]);
  });

  it('reads a past of which the older part has too few values, however long it is', async () => {
    const source = sourceOf([used], 1);
    for (let second = 0; second < maxEntries + 20; second++)
      redis.write(used, start + second, 5, ...(second < maxEntries + 10 ? [] : [second]));
    assert.equal((await pastOf(source, 0, 5000)).flat().length, 10);
    assert.deepEqual(await source.next(reader, now), []);
  });

  it('adds up the parts of a sum, once all of them are there', async () => {
    const source = sourceOf([used, slab]);
    redis.write(used, start, 5);
    redis.write(slab, start + 0.001, 10);
    assert.deepEqual(shown(await source.next(reader, now)), [], 'the interval is not known yet');
    redis.write(used, start + 1, 6);
    assert.deepEqual(
      (await source.next(reader, now)).map(({ value }) => value),
      [15],
    );
    redis.write(slab, start + 1, 20);
    assert.deepEqual(shown(await source.next(reader, now)), [[1, 26]]);
  });

  it('takes nothing of the other parts where one is at fault, and reads all of them later', async () => {
    const source = sourceOf([used, slab]);
    const pageOf = (value: number): Entries => ({
      entries: [{ time: start, values: [value] }],
      malformed: [],
    });
    assert.throws(() => source.take([pageOf(5), new SeriesError('holds something else')], now), SeriesError);
    const questions: Question[] = [];
    source.ask(now, questions);
    assert.deepEqual(
      questions.map(({ name, time }) => [name, time]),
      [
        [used, 0],
        [slab, 0],
      ],
    );
    source.take([pageOf(5), pageOf(7)], now);
    const later = { entries: [{ time: start + 1, values: [1] }], malformed: [] };
    assert.deepEqual(shown(source.take([later, later], now)), [
      [0, 12],
      [1, 2],
    ]);
  });

  it('says once that a part is missing, and never gives a wrong sum', async () => {
    const source = sourceOf([used, slab]);
    for (let second = 0; second < 30; second++) {
      redis.write(used, start + second, 1);
      if (second < 10 || second >= 20) redis.write(slab, start + second, 2);
      for (const { value } of await source.next(reader, now)) assert.equal(value, 3);
    }
    assert.deepEqual(recorded.said(), [
      `warning: the sum is not known: ${slab} has no value of the same time`,
      `the sum recovered after 0 s`,
    ]);
  });

  it('says members that are none once, and goes on without them', async () => {
    const source = sourceOf([used]);
    for (let second = 0; second < 3; second++) {
      redis.writeMember(used, `garb\nage ${second}`, start + second);
      redis.write(used, start + second + 0.5, second);
      assert.equal((await source.next(reader, now)).length, 1);
    }
    assert.deepEqual(recorded.said(), [
      String.raw`warning: ${used} has malformed members in Redis, which are skipped, such as "garb\nage 0"`,
    ]);
  });

  it('leaves out samples from the future, however many, and goes on with those of now', async () => {
    const source = sourceOf([used]);
    for (let i = 0; i < maxEntries + 10; i++) redis.write(used, now + 100_000 + i, 9);
    redis.write(used, now, 5);
    assert.deepEqual(
      (await source.next(reader, now)).map(({ value }) => value),
      [5],
    );
    redis.write(used, now + 1, 6);
    assert.deepEqual(
      (await source.next(reader, now + 1)).map(({ value }) => value),
      [6],
    );
  });

  it('knows what was written before the clock was set back from what comes now, for the same times', async () => {
    const log = recorded.log;
    const source = new SeriesSource({ names: [used], dataSources: [0], setBack: { after: now }, log });
    for (let second = -20; second < 10; second++) redis.write(used, now + second + 0.25, 100 + second);
    const past: Sample[] = [];
    for await (const page of source.past(reader, now - 60, now, now)) past.push(...page);
    assert.deepEqual([past.length, past.at(-1)!.value], [20, 99]);
    const seen: number[] = [];
    for (let second = 1; second < 15; second++) {
      redis.write(used, now + second, second);
      seen.push(...(await source.next(reader, now + second)).map(({ value }) => value));
    }
    assert.deepEqual(seen, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it('takes a clock that is a few minutes ahead as it is', async () => {
    redis.write(used, now + 299, 9);
    assert.equal((await sourceOf([used]).next(reader, now)).length, 1);
  });

  it('reads the past in pages and goes on behind it', async () => {
    const count = maxEntries + 500;
    for (let second = 0; second < count; second++) redis.write(used, start + second, second);
    const source = sourceOf([used]);
    const pages = await pastOf(source, 100, count - 1);
    assert.ok(pages.length > 1);
    const past = pages.flat();
    assert.deepEqual([past[0]!.value, past.at(-1)!.value, past.length], [100, count - 2, count - 101]);
    assert.deepEqual(shown(await source.next(reader, now)), [[count - 1, count - 1]]);
  });

  it('begins at the given time where there is no past', async () => {
    redis.write(used, start, 1);
    redis.write(used, start + 500, 2);
    const source = sourceOf([used]);
    assert.deepEqual((await pastOf(source, 100, 500)).flat(), []);
    assert.deepEqual(shown(await source.next(reader, now)), [[500, 2]]);
  });

  it('gives the same sums from the past as it would have given live, however fast a part is', async () => {
    const other = 'web1/swap/swap-used';
    const live = sourceOf([used, slab, other]);
    const seen: Sample[] = [];
    for (let tenth = 0; tenth < 3000; tenth++) {
      const time = start + tenth / 10;
      if (tenth % 10 === 0) redis.write(used, time, tenth);
      if (tenth % 10 === 4 && tenth % 70 !== 4) redis.write(slab, time, 1e6);
      redis.write(other, time + 0.01, 0.5);
      if (tenth % 7 === 0) seen.push(...(await live.next(reader, now)));
    }
    const again = sourceOf([used, slab, other]);
    const past = (await pastOf(again, 0, 150)).flat();
    assert.ok(past.length > 100);
    const all = [...past, ...(await again.next(reader, now))];
    assert.deepEqual(all.slice(0, seen.length), seen);
  });

  it('counts the entries of all parts that come after newer ones, and knows the newest of any', async () => {
    const source = sourceOf([used, slab]);
    assert.deepEqual([source.newestTime, source.late], [0, 0]);
    for (let second = 0; second < 40; second++) {
      if (second !== 35) redis.write(used, start + second, 1);
      if (second % 2 === 0 && second !== 36) redis.write(slab, start + second, 'nan');
      await source.next(reader, now);
      if (second % 10 === 9) await source.countLate(reader, start + second);
    }
    assert.deepEqual([source.newestTime, source.late], [start + 39, 0]);
    redis.write(used, start + 35, 1);
    redis.write(slab, start + 36, 2);
    await source.countLate(reader, start + 50);
    assert.equal(source.late, 2);
    redis.write(slab, start + 41, 'nan');
    await source.next(reader, now);
    assert.equal(source.newestTime, start + 41);
  });

  it('asks at first for all that there is', async () => {
    const asked: number[] = [];
    const after = (_: string, time: number): Promise<Entries> => {
      asked.push(time);
      return Promise.resolve({ entries: [], malformed: [] });
    };
    await sourceOf([used, slab]).next({ after } as unknown as SampleReader, now);
    assert.deepEqual(asked, [0, 0]);
  });

  it('says each time that there is no such data source, until there has been one', async () => {
    const { log } = recorded;
    const source = new SeriesSource({ names: [used], dataSources: [1, 2], log });
    redis.write(used, start, 5);
    for (let times = 0; times < 2; times++)
      await assert.rejects(source.next(reader, now), {
        message: 'dataSource 1 and 2 is asked for, and it has 1 (counted from 0)',
      });
    redis.write(used, start + 1, 5, 6, 7);
    assert.deepEqual(shown(await source.next(reader, now)), [[1, 13]]);
  });

  it('names a sum without a name by its first part, and shortens malformed members', async () => {
    const { log, said } = recorded;
    const source = new SeriesSource({ names: [used, slab], dataSources: [0], log });
    redis.writeMember(used, 'x'.repeat(1000), start);
    for (let second = 1; second < 12; second++) redis.write(used, start + second, 1);
    await source.next(reader, now);
    assert.deepEqual(said(), [
      `warning: ${used} has malformed members in Redis, which are skipped, such as "${'x'.repeat(80)}"`,
      `warning: the sum at ${used} is not known: ${slab} has no value of the same time`,
    ]);
  });

  it('leaves out entries of the past that are too far ahead', async () => {
    for (const second of [0, 300, 301]) redis.write(used, now + second, second);
    const pages: Sample[][] = [];
    for await (const page of sourceOf([used]).past(reader, start, now + 1000, now)) pages.push(page);
    assert.deepEqual(
      pages.flat().map(({ value }) => value),
      [0, 300],
    );
  });

  it('reads the past of a sum in step, and to the end of the part that ends first', async () => {
    const pulled = [0, 0, 0];
    const series = [used, slab, 'web1/swap/swap-used'];
    /** Pages of ten seconds, of which the parts have 4, 4 and 2. */
    async function* range(name: string): AsyncGenerator<Entries, void, undefined> {
      const part = series.indexOf(name);
      for (let page = 0; page < [4, 4, 2][part]!; page++) {
        pulled[part]!++;
        yield {
          entries: Array.from({ length: 10 }, (_, i) => ({ time: start + 10 * page + i, values: [1] })),
          malformed: [],
        };
      }
    }
    const past = sourceOf(series).past({ range } as unknown as SampleReader, start, now, now);
    const sums: number[] = [];
    const steps: number[][] = [];
    for await (const page of past) {
      sums.push(...page.map(({ value }) => value));
      steps.push([...pulled]);
    }
    assert.deepEqual(steps.slice(0, 2), [
      [1, 1, 1],
      [2, 2, 2],
    ]);
    assert.deepEqual(pulled, [4, 4, 2]);
    assert.ok(sums.length >= 19 && sums.every((sum) => sum === 3), sums.join());
  });

  describe('after a clock was set back', () => {
    it('knows that there are entries of before, until there are newer ones of each part', async () => {
      const source = await setBack([used, slab]);
      assert.equal(source.ghostsAfter, now);
      for (const [second, isThere] of [
        [5, true],
        [11, true],
        [21, false],
      ] as const) {
        for (const name of [used, slab]) redis.write(name, now + second, 1);
        await source.next(reader, now + second);
        await source.next(reader, now + second);
        assert.equal(source.ghostsAfter, isThere ? now : undefined, `${second}`);
      }
    });

    it('reads near the present of a host that is behind, and sees soon when its clock is right again', async () => {
      const clock = new SeriesClock();
      for (let second = -400; second <= 0; second++) redis.write(used, now + second, 1);
      for (const second of [1, 2]) redis.write(used, now - 300 + second - 0.5, 2);
      const known = { after: now - 300, own: new Set([now - 299.5]) };
      clock.restart({ offsetSeconds: -300, monotonic: 0 });
      const source = new SeriesSource({
        names: [used],
        dataSources: [0],
        setBack: known,
        clock,
        log: recorded.log,
      });
      for await (const page of source.past(reader, now - 400, now - 300, now)) assert.ok(page);
      // The other one was there before it was seen.
      assert.deepEqual(await source.next(reader, now + 1), [{ time: now - 299.5, value: 2 }]);
      redis.write(used, now - 297.5, 3);
      assert.deepEqual(await source.next(reader, now + 3), [{ time: now - 297.5, value: 3 }]);
      redis.write(used, now + 4, 4);
      const reads: number[] = [];
      for (let look = 0; look < 4; look++)
        reads.push(...(await source.next(reader, now + 4)).map(({ value }) => value));
      assert.deepEqual(reads, [4]);
      assert.equal((await source.next(reader, now + 5)).length, 0);
      assert.equal(source.setBack, undefined);
    });

    it('reads nothing that is more than five seconds ahead', async () => {
      const source = await setBack([used]);
      redis.write(used, now + 5, 5);
      redis.write(used, now + 6, 6);
      assert.deepEqual(
        (await source.next(reader, now)).map(({ value }) => value),
        [5],
      );
    });

    it('reads what a clock that is ahead for certain has written', async () => {
      const clock = new SeriesClock();
      clock.look(now + 600, { now, monotonic: 0 });
      const source = await setBack([used], clock);
      redis.write(used, now + 601, 6);
      assert.deepEqual(
        (await source.next(reader, now)).map(({ value }) => value),
        [6],
      );
    });
  });
});
