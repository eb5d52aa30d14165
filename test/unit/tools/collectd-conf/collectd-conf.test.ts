import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CollectdConf, placeOf } from '../../../../tools/collectd-conf/collectd-conf.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const loaded = (path: string): readonly boolean[] =>
  ['memory', 'df', 'threshold', 'exec'].map((plugin) => new CollectdConf(path).loads(plugin));

describe('the configuration of collectd', () => {
  const scratch = scratchFolder();
  const write = (name: string, text: string): string => {
    const path = join(scratch(), name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
    return path;
  };

  it('includes files by patterns, and folders with a filter, in the order of their names', () => {
    write('conf.d/b.conf', 'LoadPlugin b');
    write('conf.d/a.conf', 'LoadPlugin a');
    write('conf.d/.hidden.conf', 'LoadPlugin hidden');
    write('more/c.conf', 'LoadPlugin c');
    write('more/deep/d.conf', 'LoadPlugin d');
    write('more/other.txt', 'LoadPlugin other');
    const path = write(
      'collectd.conf',
      `Include "${scratch()}/conf.d/[!x]*.conf"\n<Include "${scratch()}/more">\n  Filter "*.conf"\n</Include>`,
    );
    const conf = new CollectdConf(path);
    assert.deepEqual(
      conf.items('loadplugin').map(({ values }) => values[0]),
      ['a', 'b', 'c', 'd'],
    );
    assert.deepEqual(conf.unreadable, []);
    assert.equal(conf.files.length, 5);
  });

  it('names what cannot be read, and ends when files include each other', () => {
    const path = write(
      'collectd.conf',
      `Include "${scratch()}/none.conf"\nInclude "${scratch()}/collectd.conf"`,
    );
    const conf = new CollectdConf(path);
    assert.equal(conf.isReadable, true);
    assert.ok(conf.files.length < 20, String(conf.files.length));
    assert.deepEqual(conf.unreadable[0], { path: join(scratch(), 'none.conf'), code: 'ENOENT' });
    symlinkSync('loop', join(scratch(), 'loop'));
    assert.equal(new CollectdConf(join(scratch(), 'loop')).isReadable, false);
  });

  it('loads a plugin by a line or a block, and by a block of its options where that is enough', () => {
    const text =
      'LoadPlugin "Memory"\n<LoadPlugin df>\n  Interval 60\n</LoadPlugin>\n<Plugin threshold>\n</Plugin>\n';
    assert.deepEqual(loaded(write('a.conf', text)), [true, true, false, false]);
    assert.deepEqual(loaded(write('b.conf', `${text}AutoLoadPlugin true`)), [true, true, true, false]);
  });

  it('has the programs, the socket and the types', () => {
    const path = write(
      'collectd.conf',
      `LoadPlugin unixsock
<Plugin exec>
  Exec "dma:adm" "dma" "predict" "--config" "/x"
  NotificationExec dma "dma-enqueue"
  # Exec "dma" "dma" "deliver"
  Exec "alone"
</Plugin>
TypesDB "/a" "/b"
`,
    );
    const conf = new CollectdConf(path);
    assert.deepEqual(
      conf.programs.map(({ item, ...rest }) => ({ ...rest, place: placeOf(item) })),
      [
        {
          kind: 'exec',
          user: 'dma:adm',
          program: 'dma',
          args: ['predict', '--config', '/x'],
          place: `${path}:3`,
        },
        { kind: 'notificationexec', user: 'dma', program: 'dma-enqueue', args: [], place: `${path}:4` },
      ],
    );
    assert.deepEqual(conf.typesDb, ['/a', '/b']);
    assert.equal(conf.socket, '/var/run/collectd-unixsock');
    const own = write('own.conf', 'LoadPlugin unixsock\n<Plugin unixsock>\nSocketFile "/s"\n</Plugin>');
    assert.equal(new CollectdConf(own).socket, '/s');
    assert.equal(new CollectdConf(write('none.conf', '')).socket, undefined);
    assert.equal(new CollectdConf(write('none.conf', '')).typesDb, undefined);
  });
});
