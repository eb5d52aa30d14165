import assert from 'node:assert/strict';
import { parseIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { StoreError, type SampleReader } from '../../../../plugins/samples/sample-reader.ts';
import { describeValue, isReport, OtherPredictors } from '../../../../plugins/self/other-predictors.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const start = 1.8e9;
const own = 'self1/dma-self/gauge-series';
const other = 'self2/dma-self/gauge-series';
const upper = 'web1/dma-memory/gauge-predicted_upper';

describe('the watch for other predictors', () => {
  let second: number;
  let redis: FakeRedis;
  let failure: Error | undefined;
  let looks: number;
  let others: OtherPredictors;
  beforeEach(() => {
    second = 0;
    redis = new FakeRedis();
    failure = undefined;
    looks = 0;
    const reader = new WriteRedisReader(redis);
    const stored: Pick<SampleReader, 'after' | 'newestEntry'> = {
      after: async (...question) => {
        if (failure) throw failure;
        return reader.after(...question);
      },
      newestEntry: async (...question) => {
        looks++;
        return reader.newestEntry(...question);
      },
    };
    others = new OtherPredictors({ host: 'self1', stored, now: () => start + second });
  });

  /** Gives a value to collectd, which writes it to Redis. */
  function give(name: string): boolean {
    const list = { identifier: parseIdentifier(name), time: start + second, intervalSeconds: 1, values: [1] };
    const isTaken = others.takes(list);
    if (isTaken) redis.write(name, start + second, 1);
    return isTaken;
  }

  /** Runs so that this is the last second; in each we give our values, and others do something. */
  async function runTo(
    end: number,
    { act = (): void => {}, reports = [own, other] }: { act?: () => void; reports?: readonly string[] } = {},
  ): Promise<void> {
    for (; second <= end; second++) {
      give(upper);
      if (second % 10 === 0) give(own);
      act();
      await others.look(reports, second);
    }
  }

  /** Another one reports under this name every ten seconds, a little after us. */
  const reporting = (name: string) => (): void => {
    if (second % 10 === 3) redis.write(name, start + second + 0.2, 1);
  };
  /** The same, and it gives the same prediction. */
  const predicting = (): void => {
    reporting(other)();
    redis.write(upper, start + second + 0.3, 1);
  };

  /** The same with a clock that is ahead. */
  const ahead = (): void => {
    if (second % 10 === 3) redis.write(other, start + second + 500, 1);
    redis.write(upper, start + second + 500, 1);
  };

  it('knows the reports of a predictor by their names', () => {
    assert.equal(isReport(own), true);
    assert.equal(isReport('self1/dma-self/gauge-stale'), false);
    assert.equal(isReport('self1/dma/gauge-series'), false);
  });

  it('finds nobody where only we report, nor in what an earlier process has left', async () => {
    for (const ago of [5, 15, 25]) redis.write(own, start - ago, 1);
    await runTo(100);
    assert.equal(others.found, undefined);
  });

  it('finds another one under our own name by its second report', async () => {
    await runTo(9);
    await runTo(19, { act: reporting(own) });
    assert.equal(others.found, undefined);
    await runTo(29, { act: reporting(own) });
    assert.deepEqual(others.found, { hosts: ['self1'], names: [own] });
    await runTo(62);
    assert.ok(others.found);
    await runTo(69);
    assert.equal(others.found, undefined, 'its reports are older than fifty seconds');
  });

  it('takes no other value of ours for a report, so that it sees another one at the time of such a value', async () => {
    await runTo(9);
    for (; second <= 29; second++) {
      if (second % 10 === 0) give(own);
      if (second % 10 === 3) {
        for (const value of ['self1/dma-self/gauge-stale', 'self1/dma-memory/gauge-series']) give(value);
        redis.write(own, start + second, 1);
      }
      await others.look([own], second);
    }
    assert.deepEqual(others.found?.hosts, ['self1']);
  });

  it('finds another one under another name by the value that we leave out', async () => {
    await runTo(30, { act: predicting });
    assert.deepEqual(others.found, { hosts: ['self2'], names: [upper] });
    await runTo(200, { act: predicting });
    assert.ok(others.found);
    await runTo(240);
    assert.equal(others.found, undefined, 'it has ended');
  });

  it('leaves a value out once in five minutes, and only while there are others', async () => {
    const gaps: number[] = [];
    const run = async (end: number, act: () => void): Promise<void> => {
      for (; second <= end; second++) {
        if (!give(upper)) gaps.push(second);
        if (second % 10 === 0) give(own);
        act();
        await others.look([own, other], second);
      }
    };
    await run(100, () => {});
    assert.deepEqual(gaps, []);
    await run(800, reporting(other));
    assert.deepEqual(gaps, [106, 406, 706]);
  });

  it('finds nobody who predicts other series', async () => {
    await runTo(60, { act: reporting(other) });
    assert.equal(others.found, undefined);
  });

  it('finds another one whose clock is ahead, because its reports go on, and does not lose it between two', async () => {
    await runTo(30, { act: ahead });
    const found = new Set<string | undefined>();
    for (let end = 31; end <= 60; end++) {
      await runTo(end, { act: ahead });
      found.add(others.found?.hosts.join());
    }
    assert.deepEqual([...found], ['self2']);
    await runTo(100);
    assert.equal(others.found, undefined, 'it has ended');
  });

  it('finds nobody in reports that are old, or a little ahead and do not go on', async () => {
    redis.write(other, start - 26, 1);
    await runTo(60, { act: () => redis.write(upper, start + second + 0.3, 1) });
    assert.equal(others.found, undefined);
  });

  it('looks every five seconds', async () => {
    await runTo(20);
    assert.equal(looks, 5);
  });

  it('looks again when the store can be read again, and rejects a bug', async () => {
    failure = new StoreError('lost');
    await runTo(30, { act: predicting });
    assert.equal(others.found, undefined);
    failure = undefined;
    await runTo(400, { act: predicting });
    assert.ok(others.found);
    failure = new TypeError('a bug');
    await assert.rejects(runTo(420), /a bug/);
  });

  it('names a value by its host and resource', () => {
    assert.equal(describeValue(upper), 'web1: memory');
  });
});
