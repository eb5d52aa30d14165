import assert from 'node:assert/strict';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { BehindWatch } from '../../../../plugins/series/behind-watch.ts';
import type { PredictedSeries } from '../../../../plugins/series/predicted-series.ts';
import type { SetBackSeries } from '../../../../plugins/series/set-back-watch.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { memorySeries, predictedMemory } from '../../../support/memory-series.ts';

const start = 1.8e9;
/** The second at which the clock is set back, and by how much. */
const [jump, back] = [400, 90.3];

function loaded(name: string): PredictedSeries {
  const one = predictedMemory(memorySeries(name));
  one.isLoaded = true;
  return one;
}

describe('the watch for clocks that were set back', () => {
  let redis: FakeRedis;
  let reader: WriteRedisReader;
  let watch: BehindWatch;
  let second: number;
  beforeEach(() => {
    redis = new FakeRedis();
    reader = new WriteRedisReader(redis);
    second = 0;
    watch = new BehindWatch({ stored: reader, now: () => start + second });
  });

  /** Goes on until a second; `write` writes what comes of a series. Returns what was found, and when. */
  async function runTo(
    end: number,
    entries: readonly PredictedSeries[],
    write: (entry: PredictedSeries) => void,
  ): Promise<readonly (SetBackSeries & { readonly at: number; readonly wasStale: boolean })[]> {
    const found: (SetBackSeries & { readonly at: number; readonly wasStale: boolean })[] = [];
    const stale = new Set<PredictedSeries>();
    for (; second < end; second++) {
      await watch.look(second % 10 === 0 ? entries : [], second);
      for (const one of watch.takeSetBack())
        found.push({ ...one, at: second, wasStale: stale.has(one.entry) });
      for (const entry of entries) {
        write(entry);
        const used = entry.append(await entry.source.next(reader, start + second), second, 1);
        if (used === 0) watch.noteQuiet(entry, second);
        if (entry.series.isStale(second, 1)) stale.add(entry);
      }
    }
    return found;
  }

  const writeAt = (entry: PredictedSeries, time: number): void =>
    redis.write(entry.series.name, time + start, 500);

  for (const every of [1, 10])
    it(`finds one with a sample every ${every} s, before it is told to be silent`, async () => {
      const entry = loaded('web1/memory/memory-used');
      const write = (one: PredictedSeries): void => {
        if (second % every === 0) writeAt(one, second < jump ? second : second - back);
      };
      const [first] = await runTo(jump + 80, [entry], write);
      assert.ok(first);
      assert.equal(first.entry, entry);
      assert.equal(first.wasStale, false);
      assert.ok(first.at - jump <= (every === 1 ? 18 : 50), `after ${first.at - jump} s`);
      const { after, own, offsetSeconds } = first.known;
      assert.ok(after < start + jump - back && after > start + jump - back - 15, `${after - start}`);
      assert.ok(own.size >= 3 && [...own].every((time) => time > after));
      assert.ok(offsetSeconds <= -back && offsetSeconds > -back - 12, `${offsetSeconds}`);
    });

  it('finds each of the series of a host, of a hundred hosts at once', async () => {
    const entries = Array.from({ length: 100 }, (_, host) => [
      loaded(`web${host}/memory/memory-used`),
      loaded(`web${host}/swap/swap-used`),
    ]).flat();
    const found = await runTo(jump + 40, entries, (one) =>
      writeAt(one, second < jump ? second : second - back),
    );
    const first = new Map(found.toReversed().map((one) => [one.entry, one]));
    assert.equal(first.size, 200);
    for (const { at, wasStale } of first.values()) {
      assert.ok(at - jump <= 35, `after ${at - jump} s`);
      assert.equal(wasStale, false);
    }
  });

  it('finds a slower series of the host with its first sample', async () => {
    const [one, slow] = [loaded('web1/memory/memory-used'), loaded('web1/swap/swap-used')];
    const found = await runTo(jump + 80, [one, slow], (entry) => {
      if (entry === one || second % 10 === 0) writeAt(entry, second < jump ? second : second - back);
    });
    const first = found.find(({ entry }) => entry === slow);
    assert.ok(first && first.at - jump <= 30, `after ${first && first.at - jump} s`);
  });

  it('finds another series of the host when its clock has been put right, and set back further since', async () => {
    const [one, other] = [loaded('web1/memory/memory-used'), loaded('web1/swap/swap-used')];
    await runTo(jump + 30, [one], (entry) => writeAt(entry, second < jump ? second : second - back));
    const again = jump + 130;
    const found = await runTo(again + 50, [other], (entry) =>
      writeAt(entry, second < again ? second : second - 3 * back),
    );
    const first = found.find(({ entry }) => entry === other);
    assert.equal(first?.wasStale, false);
    assert.ok(first.known.offsetSeconds < -2 * back);
  });

  for (const pace of [0.5, 2, 50])
    it(`does not take what is filled in at ${pace} times the pace for it, and does not hide the silence`, async () => {
      const entry = loaded('web1/memory/memory-used');
      let filled = 0;
      const found = await runTo(jump + 60, [entry], (one) => {
        if (second < jump) writeAt(one, second);
        else if (second > jump + 10)
          for (; filled < Math.min(380, (second - jump - 10) * pace); filled++) writeAt(one, filled + 0.3);
      });
      assert.equal(found.length, 0);
      assert.equal(entry.series.isStale(second, 1), true);
    });

  it('is not concerned by a second machine whose clock is behind', async () => {
    const entry = loaded('web1/memory/memory-used');
    const found = await runTo(jump + 60, [entry], (one) => {
      writeAt(one, second);
      if (second >= jump) writeAt(one, second - back);
    });
    assert.equal(found.length, 0);
  });
});
