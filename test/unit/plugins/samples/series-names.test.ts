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
    assert.deepEqual([...names.hosts], ['web1', 'web2']);
    assert.deepEqual([names.namesOf('web1'), names.namesOf('web')], [[used, root], []]);
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
    const changes = names.update([root, used]);
    assert.deepEqual(changes, { added: [root], gone: new Set([other]) });
    assert.deepEqual(
      names.all.map(({ name }) => name),
      [used, root],
    );
    assert.equal(names.all[0], first);
    assert.equal(names.read(used), first);
    assert.deepEqual(names.ofHost('web2'), []);
    assert.deepEqual(
      names.ofHost('web1').map(({ name }) => name),
      [used, root],
    );
  });

  it('tell only what has changed, and nothing of our own', () => {
    const names = new SeriesNames([used, 'web1/dma/memory']);
    assert.deepEqual(names.update(['web1/dma-memory/percent-risk', used]), { added: [], gone: new Set() });
    assert.deepEqual(names.update([]), { added: [], gone: new Set([used]) });
    assert.deepEqual(names.update([used, 'web1/x']), { added: [used, 'web1/x'], gone: new Set() });
  });

  it('tell which are malformed, and why', () => {
    const malformed = ['web1/x', 'a\nb/memory/memory-used'];
    const names = new SeriesNames([...malformed, used]);
    assert.deepEqual(
      names.all.map(({ name }) => name),
      [used],
    );
    assert.equal(names.ofHost('web1').length, 1);
    assert.deepEqual(
      malformed.map((name) => (names.read(name) as Error).message),
      [
        '"web1/x" is not an identifier: expected host/plugin[-instance]/type[-instance]',
        String.raw`the host "a\nb" holds a control character`,
      ],
    );
  });

  it('are none at first, and a name that is only read is not one of them', () => {
    const names = new SeriesNames();
    assert.deepEqual([names.all, [...names.hosts]], [[], []]);
    assert.equal((names.read(used) as { name: string }).name, used);
    assert.deepEqual(names.all, []);
  });

  it('of a host are those that are left, and without any it is no host', () => {
    const names = new SeriesNames([used, root, other]);
    names.update([root, other]);
    assert.deepEqual([names.namesOf('web1'), [...names.hosts]], [[root], ['web1', 'web2']]);
    names.update([other]);
    assert.deepEqual([names.namesOf('web1'), [...names.hosts]], [[], ['web2']]);
  });
});
