import assert from 'node:assert/strict';
import {
  sumParts,
  type SumParts,
  capacitySeries,
  sumOfNewest,
} from '../../../../plugins/samples/related-series.ts';
import { readName, SeriesNames } from '../../../../plugins/samples/series-names.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';

const addable = new SeriesNames([
  'web1/memory/memory-used',
  'web1/memory/memory-slab_unrecl',
  'web1/memory/memory-slab_recl',
  'web2/memory/memory-slab_unrecl',
  'web1/df-root/df_complex-used',
  'web1/df-root/df_complex-reserved',
  'web1/df-home/df_complex-reserved',
]);

function partsOf(...addends: readonly string[]): SumParts {
  return sumParts(addends, '*/memory/memory-used', readName('web1/memory/memory-used'), addable);
}

describe('the parts of a sum', () => {
  it('are the series of the same host, in the order of the list', () => {
    assert.deepEqual(partsOf('*/memory/memory-slab_unrecl', '*/memory/memory-slab_recl'), {
      kind: 'parts',
      names: ['web1/memory/memory-slab_unrecl', 'web1/memory/memory-slab_recl'],
    });
    assert.deepEqual(partsOf(), { kind: 'parts', names: [] });
  });

  it('are those of the same plugin instance', () => {
    assert.deepEqual(
      sumParts(
        ['*/df-*/df_complex-reserved'],
        '*/df-*/df_complex-used',
        readName('web1/df-root/df_complex-used'),
        addable,
      ),
      { kind: 'parts', names: ['web1/df-root/df_complex-reserved'] },
    );
  });

  it('are incomplete when there is none, or several, and never the series itself', () => {
    for (const [addend, found] of [
      ['*/memory/memory-cached', 'there is none'],
      ['*/memory/memory-u*', 'there is none'],
      ['*/memory/memory-slab*', 'there are 2'],
    ] as const) {
      assert.deepEqual(partsOf('*/memory/memory-slab_recl', addend), {
        kind: 'incomplete',
        problem: `of series like ${addend} there has to be one, and ${found}`,
      });
    }
  });
});

const names = new SeriesNames([
  'web1/memory/memory-used',
  'web1/memory/memory-free',
  'web10/memory/memory-free',
  'web2/memory/memory-free',
  'web1/df-root/df_complex-used',
  'web1/df-root/df_complex-free',
  'web1/df-home/df_complex-free',
  'web1/swap/swap-used',
]);

function capacityNames(...args: Parameters<typeof capacitySeries>): string[] {
  return capacitySeries(...args).map(({ name }) => name);
}

describe('the series of a capacity', () => {
  it('are those of the same host', () => {
    assert.deepEqual(
      capacityNames('*/memory/memory-*', '*/memory/memory-used', readName('web1/memory/memory-used'), names),
      ['web1/memory/memory-used', 'web1/memory/memory-free'],
    );
  });

  it('are those of the same plugin instance where both globs say the same of it', () => {
    assert.deepEqual(
      capacityNames(
        '*/df-*/df_complex-*',
        '*/df-*/df_complex-used',
        readName('web1/df-root/df_complex-used'),
        names,
      ),
      ['web1/df-root/df_complex-used', 'web1/df-root/df_complex-free'],
    );
  });

  it('may be some of several', () => {
    assert.deepEqual(
      capacityNames(
        '*/df-*/df_complex-{free,other}',
        '*/df-*/df_complex-used',
        readName('web1/df-root/df_complex-used'),
        names,
      ),
      ['web1/df-root/df_complex-free'],
    );
  });

  it('may be those of another plugin', () => {
    assert.deepEqual(
      capacityNames('*/swap/swap-*', '*/memory/memory-used', readName('web1/memory/memory-used'), names),
      ['web1/swap/swap-used'],
    );
  });
});

describe('the sum of the newest values', () => {
  const used = 'web1/memory/memory-used';
  const free = 'web1/memory/memory-free';

  function sumOf(
    write: (redis: FakeRedis) => void,
    dataSource = 0,
    series = [used, free],
  ): Promise<number | undefined> {
    const redis = new FakeRedis();
    write(redis);
    return sumOfNewest(new WriteRedisReader(redis), series.map(readName), dataSource, 60);
  }

  function fill(redis: FakeRedis): void {
    redis.write(used, 1, 1000, 1);
    redis.write(used, 100, 10, 7);
    redis.write(free, 150, 20, 8);
  }

  it('adds up one data source of each series', async () => {
    assert.equal(await sumOf(fill), 30);
    assert.equal(await sumOf(fill, 1), 15);
    assert.equal(await sumOf(fill, 2), undefined, 'there is no third data source');
  });

  it('is unknown when a series is missing, undefined, malformed, or of another time', async () => {
    const second: ((redis: FakeRedis) => void)[] = [
      () => undefined,
      (redis) => redis.write(free, 100, 'nan'),
      (redis) => redis.writeMember(free, 'garbage', 100),
      (redis) => redis.write(free, 161, 20),
    ];
    for (const write of second) {
      const sum = await sumOf((redis) => {
        redis.write(used, 100, 10);
        write(redis);
      });
      assert.equal(sum, undefined, String(write));
    }
  });

  it('is unknown of nothing, and of zeros', async () => {
    assert.equal(await sumOf(() => undefined, 0, []), undefined);
    assert.equal(await sumOf((redis) => redis.write(used, 1, 0), 0, [used]), undefined);
  });
});
