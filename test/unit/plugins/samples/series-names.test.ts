import assert from 'node:assert/strict';
import { readName, SeriesNames } from '../../../../plugins/samples/series-names.ts';

describe('the names of a store', () => {
  const used = 'web1/memory/memory-used';
  const root = 'web1/df-root/df_complex-used';
  const other = 'web2/memory/memory-used';

  it('are series with their parts', () => {
    assert.deepEqual(readName(root), {
      name: root,
      host: 'web1',
      plugin: 'df',
      pluginInstance: 'root',
      type: 'df_complex',
      typeInstance: 'used',
    });
  });

  it('keep the text by which the store has them, also where an instance is empty', () => {
    const { name, pluginInstance } = readName('web1/df-/df_complex-used');
    assert.deepEqual([name, pluginInstance], ['web1/df-/df_complex-used', undefined]);
  });

  it('are known by host', () => {
    const names = new SeriesNames([used, other, root]);
    assert.deepEqual(
      names.all.map(({ name }) => name),
      [used, other, root],
    );
    assert.deepEqual(
      names.ofHost('web1').map(({ name }) => name),
      [used, root],
    );
    assert.deepEqual(names.ofHost('web'), []);
  });

  it('leave out our own, which must not be predicted again', () => {
    const names = new SeriesNames(['web1/dma-memory/percent-risk', 'web1/dma/memory', used]);
    assert.deepEqual(
      names.all.map(({ name }) => name),
      [used],
    );
    assert.equal(names.ofHost('web1').length, 1);
  });

  it('are parsed once, and forgotten when they are gone', () => {
    const names = new SeriesNames([used, other]);
    const [first] = names.all;
    names.update([root, used]);
    assert.deepEqual(
      names.all.map(({ name }) => name),
      [root, used],
    );
    assert.equal(names.all[1], first);
    assert.deepEqual(names.ofHost('web2'), []);
  });

  it('tell which are malformed, and why', () => {
    const names = new SeriesNames(['web1/x', 'a\nb/memory/memory-used', used]);
    assert.deepEqual(
      names.all.map(({ name }) => name),
      [used],
    );
    assert.deepEqual(
      [...names.malformed].map(([name, { message }]) => [name, message]),
      [
        ['web1/x', '"web1/x" is not an identifier: expected host/plugin[-instance]/type[-instance]'],
        ['a\nb/memory/memory-used', String.raw`the host "a\nb" holds a control character`],
      ],
    );
  });
});
