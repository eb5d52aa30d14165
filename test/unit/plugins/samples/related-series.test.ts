import assert from 'node:assert/strict';
import { sumParts, type SumParts, capacitySeries } from '../../../../plugins/samples/related-series.ts';
import { WriteRedisReader } from '../../../../plugins/redis/write-redis.ts';
import { FakeRedis } from '../../../support/fake-redis.ts';
import { readName, SeriesNames } from '../../../../plugins/samples/series-names.ts';

const addable = new SeriesNames([
  'web1/memory/memory-used',
  'web1/memory/memory-slab_unrecl',
  'web1/memory/memory-slab_recl',
  'web2/memory/memory-slab_unrecl',
  'web1/df-root/df_complex-used',
  'web1/df-root/df_complex-reserved',
  'web1/df-home/df_complex-reserved',
]);

const redis = new FakeRedis();
const reader = new WriteRedisReader(redis);

function partsOf(...addends: readonly string[]): Promise<SumParts> {
  return sumParts(reader, addends, '*/memory/memory-used', readName('web1/memory/memory-used'), addable);
}

describe('the parts of a sum', () => {
  it('are the series of the same host, in the order of the list', async () => {
    assert.deepEqual(await partsOf('*/memory/memory-slab_unrecl', '*/memory/memory-slab_recl'), {
      kind: 'parts',
      names: ['web1/memory/memory-slab_unrecl', 'web1/memory/memory-slab_recl'],
    });
    assert.deepEqual(await partsOf(), { kind: 'parts', names: [] });
  });

  it('are those of the same plugin instance', async () => {
    assert.deepEqual(
      await sumParts(
        reader,
        ['*/df-*/df_complex-reserved'],
        '*/df-*/df_complex-used',
        readName('web1/df-root/df_complex-used'),
        addable,
      ),
      { kind: 'parts', names: ['web1/df-root/df_complex-reserved'] },
    );
  });

  it('are incomplete when there is none, or several, and never the series itself', async () => {
    for (const [addend, found] of [
      ['*/memory/memory-cached', 'there is none'],
      ['*/memory/memory-u*', 'there is none'],
      ['*/memory/memory-slab*', 'there are 2'],
    ] as const) {
      assert.deepEqual(await partsOf('*/memory/memory-slab_recl', addend), {
        kind: 'incomplete',
        problem: `of series like ${addend} there has to be one, and ${found}`,
      });
    }
  });

  it('are not the ones that were left over long ago', async () => {
    redis.write('web1/memory/memory-slab_recl', 1000, 1);
    redis.write('web1/memory/memory-slab_unrecl', 1301, 1);
    assert.deepEqual(await partsOf('*/memory/memory-slab*'), {
      kind: 'parts',
      names: ['web1/memory/memory-slab_unrecl'],
    });
    redis.write('web1/memory/memory-slab_recl', 1302, 1);
    assert.equal((await partsOf('*/memory/memory-slab*')).kind, 'incomplete');
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

function memoryStates(...instances: readonly string[]): SeriesNames {
  return new SeriesNames(instances.map((instance) => `web1/memory/memory-${instance}`));
}

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

  it('do not count twice what another state of memory counts, unless the glob names it', () => {
    const used = readName('web1/memory/memory-used');
    const sum = (glob: string, ...instances: readonly string[]): (string | undefined)[] =>
      capacitySeries(glob, '*/memory/memory-used', used, memoryStates(...instances)).map(
        (one) => one.typeInstance,
      );
    assert.deepEqual(sum('*/memory/memory-*', 'used', 'free', 'available', 'slab', 'slab_recl'), [
      'used',
      'free',
      'slab_recl',
    ]);
    assert.deepEqual(sum('*/memory/memory-*', 'used', 'free', 'slab'), ['used', 'free', 'slab']);
    assert.deepEqual(sum('*/memory/memory-{used,available}', 'used', 'free', 'available'), [
      'used',
      'available',
    ]);
  });

  it('may be those of another plugin', () => {
    assert.deepEqual(
      capacityNames('*/swap/swap-*', '*/memory/memory-used', readName('web1/memory/memory-used'), names),
      ['web1/swap/swap-used'],
    );
  });
});
