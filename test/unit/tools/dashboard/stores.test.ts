import assert from 'node:assert/strict';
import { coverageOf } from '../../../../plugins/coverage/coverage.ts';
import type { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { Stores, type StoreOutlook } from '../../../../tools/dashboard/stores.ts';
import type { Snapshot } from '../../../../tools/outlook/outlook.ts';
import type { SeriesSight } from '../../../../tools/outlook/watched-series.ts';
import {
  exampleRows,
  exampleSnapshot,
  memoryTarget,
  watchedMemory,
} from '../../../support/example-outlook.ts';

const away = { url: 'redis://us', problem: 'is unreachable', names: 0 };

/** An outlook that notes what is asked of it. */
function fakeOutlook(snapshot: Snapshot, asked: unknown[] = []): StoreOutlook['outlook'] {
  return {
    look: async () => snapshot,
    withDetails: async (seen: Snapshot, rows: readonly { readonly key: string }[]) => {
      asked.push(rows.map(({ key }) => key));
      return seen;
    },
    read: async <Answer>(work: (reader: WriteRedisReader, sight: SeriesSight) => Promise<Answer>) =>
      snapshot.redis.problem === undefined
        ? work({} as WriteRedisReader, { known: new Set([snapshot.redis.url]) } as unknown as SeriesSight)
        : undefined,
    forgetSpool: () => undefined,
    close: () => undefined,
  } as unknown as StoreOutlook['outlook'];
}

function snapshotOf(url: string, ...risks: readonly number[]): Snapshot {
  const rows = exampleRows(risks.map((riskPercent, index) => watchedMemory(`web${index}`, { riskPercent })));
  return exampleSnapshot({ redis: { url, problem: undefined, names: 10 }, rows });
}

describe('several Redis as one outlook', () => {
  it('have their rows by risk, each with the name of its Redis and a key of its own', async () => {
    const stores = new Stores([
      { name: 'eu', outlook: fakeOutlook(snapshotOf('redis://eu', 10, 80)) },
      { name: 'us', outlook: fakeOutlook(snapshotOf('redis://us', 40)) },
    ]);
    const { rows, redis, predictors } = await stores.look();
    assert.deepEqual(
      rows.map(({ key, store, riskPercent }) => [key, store, riskPercent]),
      [
        ['eu memory web1/memory/memory-used', 'eu', 80],
        ['us memory web0/memory/memory-used', 'us', 40],
        ['eu memory web0/memory/memory-used', 'eu', 10],
      ],
    );
    assert.deepEqual(redis, { url: 'redis://eu, redis://us', problem: undefined, names: 20 });
    assert.deepEqual(
      predictors.map(({ host, store }) => [host, store]),
      [
        ['web1', 'eu'],
        ['web1', 'us'],
      ],
    );
  });

  it('are all as before where there is one without a name', async () => {
    const snapshot = snapshotOf('redis://eu', 10, 80);
    const stores = new Stores([{ name: undefined, outlook: fakeOutlook(snapshot) }]);
    assert.deepEqual(await stores.look(), snapshot);
  });

  it('read the details of a row from its own Redis, by its key there', async () => {
    const [eu, us]: [unknown[], unknown[]] = [[], []];
    const stores = new Stores([
      { name: 'eu', outlook: fakeOutlook(snapshotOf('redis://eu', 10, 80), eu) },
      { name: 'us', outlook: fakeOutlook(snapshotOf('redis://us', 40), us) },
    ]);
    const snapshot = await stores.look();
    const detailed = await stores.withDetails(snapshot, [{ key: 'us memory web0/memory/memory-used' }]);
    assert.deepEqual([eu, us], [[[]], [['memory web0/memory/memory-used']]]);
    await stores.withDetails(detailed, []);
    assert.deepEqual(await stores.readOf({ store: 'us' }, async (_, { known }, store) => [...known, store]), [
      'redis://us',
      'us',
    ]);
  });

  it('go on while one cannot be read: it has no rows, and the fault says which', async () => {
    const rows = exampleRows([watchedMemory('old')]);
    const stores = new Stores([
      { name: 'us', outlook: fakeOutlook(exampleSnapshot({ redis: away, rows })) },
      { name: 'eu', outlook: fakeOutlook(snapshotOf('redis://eu', 10)) },
    ]);
    const seen = await stores.look();
    assert.equal(seen.redis.problem, undefined);
    assert.deepEqual(
      seen.stores!.map(({ name, problem }) => [name, problem]),
      [
        ['us', 'is unreachable'],
        ['eu', undefined],
      ],
    );
    assert.deepEqual(
      seen.rows.map(({ store }) => store),
      ['eu'],
    );
    assert.deepEqual(await stores.readEach(async (_, __, store) => store), ['eu']);
    const none = new Stores([{ name: 'us', outlook: fakeOutlook(exampleSnapshot({ redis: away })) }]);
    assert.equal((await none.look()).redis.problem, 'is unreachable');
  });

  it('miss nothing that one of them has, and say once what none of them has', async () => {
    const config = { ...memoryTarget, optional: false };
    const host = 'web1';
    const there = { target: 'memory', config, series: [{ name: 'a', host }], absences: [] };
    const missing = { target: 'memory', config, series: [], absences: [] };
    const coverageWith = async (...all: (typeof there | typeof missing)[]) => {
      const parts = all.map((one, index) => {
        const snapshot = exampleSnapshot({ coverage: coverageOf([one]) });
        return { name: `r${index}`, outlook: fakeOutlook(snapshot) };
      });
      return (await new Stores(parts).look()).coverage!;
    };
    const both = await coverageWith(there, missing);
    assert.deepEqual([both.predicted, both.wanted, both.blind], [1, [], []]);
    const none = await coverageWith(missing, missing);
    assert.deepEqual([none.predicted, none.wanted.length, none.blind], [0, 1, ['memory']]);
  });
});
