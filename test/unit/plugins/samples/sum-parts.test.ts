import assert from 'node:assert/strict';
import { sumParts, type SumParts } from '../../../../plugins/samples/sum-parts.ts';

const identifiers = [
  'web1/memory/memory-used',
  'web1/memory/memory-slab_unrecl',
  'web1/memory/memory-slab_recl',
  'web2/memory/memory-slab_unrecl',
  'web1/df-root/df_complex-used',
  'web1/df-root/df_complex-reserved',
  'web1/df-home/df_complex-reserved',
];

function partsOf(...addends: readonly string[]): SumParts {
  return sumParts(addends, '*/memory/memory-used', 'web1/memory/memory-used', identifiers);
}

describe('the parts of a sum', () => {
  it('are the series of the same host, in the order of the list', () => {
    assert.deepEqual(partsOf('*/memory/memory-slab_unrecl', '*/memory/memory-slab_recl'), {
      kind: 'parts',
      identifiers: ['web1/memory/memory-slab_unrecl', 'web1/memory/memory-slab_recl'],
    });
    assert.deepEqual(partsOf(), { kind: 'parts', identifiers: [] });
  });

  it('are those of the same plugin instance', () => {
    assert.deepEqual(
      sumParts(
        ['*/df-*/df_complex-reserved'],
        '*/df-*/df_complex-used',
        'web1/df-root/df_complex-used',
        identifiers,
      ),
      { kind: 'parts', identifiers: ['web1/df-root/df_complex-reserved'] },
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
