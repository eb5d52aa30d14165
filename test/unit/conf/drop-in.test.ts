import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportSubject, selfSubjects } from '../../../plugins/collectd/self-subject.ts';
import { packageRoot } from '../../../tools/package-root.ts';
import { copiedFiles } from '../../support/installed-conf.ts';

const all = ['dma-df.conf', 'dma-memory.conf', 'dma-unixsock.conf', 'dma.conf'];

/** The names in lines such as `LoadPlugin df` and `<Plugin df>`, without those within another block. */
function plugins(file: string): string[] {
  const text = readFileSync(join(packageRoot, 'conf', file), 'utf8');
  const names = [...text.matchAll(/^<?(?:Load)?Plugin "?(\w+)/gm)].map(([, name]) => name!);
  return [...new Set(names)].toSorted();
}

describe('the drop-ins for collectd', () => {
  it('configure in dma.conf only what adds to the blocks of an operator', () => {
    for (const folder of ['collectd.conf.d', 'classic/collectd.conf.d'])
      assert.deepEqual(plugins(`${folder}/dma.conf`), ['exec', 'threshold', 'write_redis']);
    const text = readFileSync(join(packageRoot, 'conf/collectd.conf.d/dma.conf'), 'utf8');
    assert.doesNotMatch(text, /^<LoadPlugin/m);
  });

  it('have no threshold without a limit on what dma notifies about: its OKAY would end that alert', () => {
    const text = readFileSync(join(packageRoot, 'conf/collectd.conf.d/dma.conf'), 'utf8');
    const [, block] = /^ *Instance "self"\n(.*?)^ *<\/Plugin>/ms.exec(text)!;
    const names = [...block!.matchAll(/Instance "(\w+)"/g)].map(([, name]) => name!);
    assert.deepEqual(names, [reportSubject]);
    assert.ok(!selfSubjects.some((name) => names.includes(name)));
  });

  it('configure one plugin in each other file', () => {
    for (const plugin of ['df', 'memory', 'unixsock'])
      assert.deepEqual(plugins(`collectd.conf.d/dma-${plugin}.conf`), [plugin]);
    assert.deepEqual(plugins('classic/collectd.conf.d/dma-memory.conf'), ['memory']);
  });

  it('are all copied where collectd has none of their plugins', () => {
    const text = '#LoadPlugin memory\n  # <Plugin df>\nLoadPlugin load\n<Plugin df_other>\n</Plugin>\n';
    assert.deepEqual(copiedFiles({ 'collectd.conf': text }), all);
  });

  it('are copied once', () => {
    assert.deepEqual(
      copiedFiles({ 'collectd.conf.d/dma-df.conf': '<Plugin df>\n  # changed\n</Plugin>\n' }),
      all,
    );
  });

  for (const [what, plugin, file, text] of [
    ['loaded in collectd.conf', 'memory', 'collectd.conf', 'LoadPlugin memory\n'],
    ['loaded with an interval', 'memory', 'collectd.conf', '<LoadPlugin "memory">\n  Interval 5\n'],
    ['configured in a file of its own', 'df', 'collectd.conf.d/zz.conf', '\t<plugin "df">\n'],
    ['in quotes and capitals', 'unixsock', 'collectd.conf.d/00.conf', 'LOADPLUGIN "unixsock"\n'],
    ['indented', 'unixsock', 'collectd.conf', '  < Plugin unixsock >\n'],
  ] as const)
    it(`leave ${plugin} alone that is ${what}`, () => {
      const left = all.filter((name) => name !== `dma-${plugin}.conf`);
      assert.deepEqual(copiedFiles({ [file]: text }), left);
    });

  it('leave alone what a file of backups names, because collectd does not read that', () => {
    assert.deepEqual(copiedFiles({ 'collectd.conf.bak': 'LoadPlugin memory\n' }), all);
  });
});
