import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import type { Question } from '../../../../plugins/samples/sample-reader.ts';
import { BehindWatch } from '../../../../plugins/series/behind-watch.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memorySeries, predictedMemory } from '../../../support/memory-series.ts';

const start = 1.8e9;
/** Seconds between two looks at each series. */
const turnSeconds = 10;
/** Every other sample of one source that takes another way: behind, at even distances, for ever. */
const secondWay = 60.5;
const otherMachine = 60.3;

const hosts = (prefix: string, count: number): PredictedSeries[] =>
  Array.from({ length: count }, (_, place) => {
    const one = predictedMemory(memorySeries(`${prefix}${place}/memory/memory-used`));
    one.isLoaded = true;
    return one;
  });

describe('the watch for writers whose clocks are behind', () => {
  let redis: FakeRedis;
  let reader: WriteRedisReader;
  let watch: BehindWatch;
  let second: number;
  /** Number of questions to the store. */
  let asked: number;
  beforeEach(() => {
    redis = new FakeRedis();
    reader = new WriteRedisReader(redis);
    [second, asked] = [0, 0];
    const afterEach = (questions: readonly Question[]): ReturnType<typeof reader.afterEach> => {
      asked += questions.length;
      return reader.afterEach(questions);
    };
    watch = new BehindWatch({
      stored: { afterEach, times: reader.times.bind(reader) },
      now: () => start + second,
    });
  });

  /** Runs to a second, with a sample of each series in each, and of some with others behind. */
  async function runTo(
    end: number,
    entries: readonly PredictedSeries[],
    behind: ReadonlyMap<PredictedSeries, number>,
    inTurn = entries,
  ): Promise<readonly PredictedSeries[]> {
    const found: PredictedSeries[] = [];
    for (; second < end; second++) {
      for (const entry of entries) {
        redis.write(entry.series.name, start + second, 500);
        const distance = behind.get(entry);
        if (distance !== undefined) redis.write(entry.series.name, start + second - distance, 500);
        entry.append(await entry.source.next(reader, start + second), second, 1);
      }
      const one = await watch.look(second % turnSeconds === 0 ? inTurn : [], second);
      if (one) found.push(one.entry);
    }
    return found;
  }

  for (const count of [2, 25])
    it(`finds one beside ${count} series some of whose samples come late for ever`, async () => {
      const late = hosts('late', count);
      const [machine] = hosts('web', 1);
      const entries = [...late, machine!];
      await runTo(100, entries, new Map());
      const behind = new Map(late.map((one) => [one, secondWay]));
      assert.equal((await runTo(200, entries, behind)).length, 0);
      behind.set(machine!, otherMachine);
      assert.equal((await runTo(400, entries, behind))[0]?.series.name, machine!.series.name);
    });

  it('sees again and again what cannot be predicted, though the turn of its series is far', async () => {
    const [sum] = hosts('web', 1);
    const behind = new Map([[sum!, otherMachine]]);
    await runTo(100, [sum!], new Map());
    const seen = (found: readonly PredictedSeries[]): boolean => {
      if (found.length > 0) sum!.noteOthers({ cause: 'c', cure: 'd' }, second);
      return found.length > 0;
    };
    assert.ok(seen(await runTo(140, [sum!], behind)));
    // Among 20,000 series, a turn takes 200 s.
    for (let until = 240; until <= 640; until += 100) assert.ok(seen(await runTo(until, [sum!], behind, [])));
    // Nobody reads it any more.
    await runTo(860, [], new Map());
    assert.equal(sum!.isMixed, false);
    await runTo(890, [], new Map());
    asked = 0;
    await runTo(950, [], new Map());
    assert.equal(asked, 0, 'nobody is looked at for ever');
  });

  it('leaves series alone that are gone from the store', async () => {
    const gone = hosts('gone', 5);
    await runTo(100, gone, new Map());
    await runTo(200, gone, new Map(gone.map((one) => [one, secondWay])));
    redis.flush();
    await runTo(230, [], new Map());
    asked = 0;
    await runTo(300, [], new Map());
    assert.equal(asked, 0);
  });
});
