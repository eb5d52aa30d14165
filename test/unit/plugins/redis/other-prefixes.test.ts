import assert from 'node:assert/strict';
import { findPrefixes } from '../../../../plugins/redis/other-prefixes.ts';
import { StoreError } from '../../../../plugins/samples/sample-reader.ts';

/** A Redis of which each page of keys has one key. */
function redisWith(sets: Readonly<Record<string, readonly string[]>>): Parameters<typeof findPrefixes>[0] {
  const keys = Object.keys(sets);
  return {
    scan: async (cursor, { MATCH, TYPE }) => {
      assert.deepEqual([MATCH, TYPE], ['*values', 'set']);
      const next = Number(cursor) + 1;
      return { cursor: `${next < keys.length ? next : 0}`, keys: keys.slice(next - 1, next) };
    },
    commands: {
      sScan: async (key) => ({ cursor: '0', members: [...sets[key]!] }),
      zRangeWithScores: async () => [],
    },
  };
}

describe('the prefixes in a Redis', () => {
  it('are those of sets with names of collectd', async () => {
    const sets = {
      'west/values': ['web1/load/load'],
      'app:values': ['red', 'a/b'],
      values: ['web1/memory/memory-used'],
      'empty/values': [],
    };
    assert.deepEqual(await findPrefixes(redisWith(sets)), ['', 'west/']);
    assert.deepEqual(await findPrefixes(redisWith({})), []);
  });

  it('are looked for among a bounded number of keys', async () => {
    let pages = 0;
    const scan = async (): Promise<{ cursor: string; keys: string[] }> => ({
      cursor: `${++pages}`,
      keys: [],
    });
    assert.deepEqual(await findPrefixes({ ...redisWith({}), scan }), []);
    assert.equal(pages, 100);
  });

  it('are not known where Redis permits no SCAN', async () => {
    const refusing = { ...redisWith({}), scan: () => Promise.reject(new StoreError('NOPERM')) };
    assert.deepEqual(await findPrefixes(refusing), []);
    const broken = { ...redisWith({}), scan: () => Promise.reject(new TypeError('a bug')) };
    await assert.rejects(findPrefixes(broken), TypeError);
  });
});
