import assert from 'node:assert/strict';
import { parseIdentifier } from '../../../../plugins/collectd/identifier.ts';
import { isCountedTwice } from '../../../../plugins/collectd/memory-states.ts';

describe('a state of memory', () => {
  const table: readonly (readonly [one: string, others: readonly string[], isTwice: boolean])[] = [
    ['memory/memory-available', ['memory/memory-used', 'memory/memory-free'], true],
    ['memory/memory-available', ['memory/memory-cached'], true],
    ['memory/memory-available', ['memory/memory-used'], false],
    ['memory/memory-available', [], false],
    ['memory/memory-available', ['memory/percent-free', 'other/memory-free', 'memory/memory'], false],
    ['memory/memory-slab', ['memory/memory-slab_recl'], true],
    ['memory/memory-slab', ['memory/memory-slab_unrecl'], true],
    ['memory/memory-slab', ['memory/memory-free'], false],
    ['memory/memory-used', ['memory/memory-free', 'memory/memory-cached'], false],
    ['memory/memory', ['memory/memory-free'], false],
    ['other/memory-available', ['memory/memory-free'], false],
    ['memory/percent-available', ['memory/memory-free'], false],
  ];
  for (const [one, others, isTwice] of table)
    it(`${one} ${isTwice ? 'is counted' : 'is not counted'} by ${others.join(' and ') || 'nothing'}`, () => {
      const [first, ...rest] = [one, ...others].map((name) => parseIdentifier(`h/${name}`));
      assert.equal(isCountedTwice(first!, rest), isTwice);
    });
});
