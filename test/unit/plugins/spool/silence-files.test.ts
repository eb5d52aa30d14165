import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { SilenceFiles, type Silence } from '../../../../plugins/spool/silence-files.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { failing } from '../../../support/failing-disk.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

function silence(id: string, fields: Partial<Silence> = {}): Silence {
  return { id, start: 100, end: 200, comment: 'kernel update', by: 'anna', ...fields };
}

describe('the silences of a spool', () => {
  const scratch = scratchFolder();
  let silences: SilenceFiles;
  beforeEach(() => {
    new Spool(nodeDisk, scratch()).prepare();
    silences = new SilenceFiles(nodeDisk, scratch());
  });

  /** Puts a file there as a person or another version may have. */
  function leave(name: string, text: string): void {
    mkdirSync(silences.folder, { recursive: true });
    writeFileSync(join(silences.folder, name), text);
  }

  it('begin with the first, which makes their folder', () => {
    assert.deepEqual([silences.names(), silences.all()], [[], { silences: [], unusable: [] }]);
    silences.remove('00000001');
    assert.ok(!existsSync(silences.folder));
    silences.add(silence('00000001'));
    assert.deepEqual(silences.names(), ['00000001.json']);
  });

  it('come back with every field, the first to end first', () => {
    const whole = silence('0000000a', { host: 'web*', target: 'memory', end: 300 });
    const short = silence('0000000b', { end: 250 });
    const long = silence('00000001', { end: 400 });
    for (const each of [whole, short, long]) silences.add(each);
    assert.deepEqual(silences.all(), { silences: [short, whole, long], unusable: [] });
    assert.deepEqual(silences.read('0000000a.json'), { kind: 'silence', silence: whole });
  });

  it('are files of the version of the spool, named by their id', () => {
    silences.add(silence('0000000a'));
    const text = readFileSync(join(scratch(), 'silences', '0000000a.json'), 'utf8');
    assert.deepEqual(JSON.parse(text), { version: 1, ...silence('0000000a') });
    assert.deepEqual(readdirSync(join(scratch(), 'tmp')), [], 'nothing half written is left');
  });

  it('are listed by name, however the file system lists them, and without the files of others', () => {
    const reversed: Disk = { ...nodeDisk, list: (folder) => nodeDisk.list(folder).sort().toReversed() };
    for (const id of ['00000002', '00000001', '00000003']) silences.add(silence(id));
    leave('notes.txt', 'hello');
    assert.deepEqual(new SilenceFiles(reversed, scratch()).names(), [
      '00000001.json',
      '00000002.json',
      '00000003.json',
    ]);
  });

  it('survive a crash of the machine, and so does their removal', () => {
    const synced: string[] = [];
    const disk: Disk = { ...nodeDisk, syncFolder: (folder) => synced.push(relative(scratch(), folder)) };
    silences = new SilenceFiles(disk, scratch());
    silences.add(silence('0000000a'));
    assert.deepEqual(synced, ['silences']);
    silences.remove('0000000a');
    assert.deepEqual([silences.names(), synced], [[], ['silences', 'silences']]);
  });

  it('end one at a time, and ending one that is gone changes nothing', () => {
    for (const id of ['0000000a', '0000000b']) silences.add(silence(id));
    silences.remove('0000000a');
    silences.remove('0000000a');
    assert.deepEqual(silences.names(), ['0000000b.json']);
    assert.deepEqual(silences.read('0000000a.json'), { kind: 'gone' });
  });

  it('tell what the file system says when they cannot be added, ended or listed', () => {
    silences.add(silence('0000000a'));
    const refused = new SilenceFiles(
      { ...nodeDisk, unlink: failing('EACCES'), list: failing('EIO'), writeSynced: failing('ENOSPC') },
      scratch(),
    );
    assert.throws(() => refused.add(silence('0000000b')), { code: 'ENOSPC' });
    assert.throws(() => refused.remove('0000000a'), { code: 'EACCES' });
    assert.throws(() => refused.names(), { code: 'EIO' });
    assert.deepEqual(silences.names(), ['0000000a.json']);
  });

  it('are not taken for malformed when they cannot be read for now', () => {
    silences.add(silence('0000000a'));
    const busy = new SilenceFiles({ ...nodeDisk, read: failing('EMFILE') }, scratch());
    assert.throws(() => busy.read('0000000a.json'), { code: 'EMFILE' });
  });

  const malformed: Record<string, object | string> = {
    'no JSON': '{',
    'a word for a time': { ...silence('0000000a'), end: 'tomorrow' },
    'a time before 1970': { ...silence('0000000a'), start: -1 },
    'an end before 1970': { ...silence('0000000a'), end: -1 },
    'a host without a name': { ...silence('0000000a'), host: '' },
    'a target of 1001 characters': { ...silence('0000000a'), target: 'x'.repeat(1001) },
    'an id with more before it': silence('x0000000a'),
    'an id with more behind it': silence('0000000ax'),
    'more than 64 KiB': { ...silence('0000000a'), comment: 'x'.repeat(64 * 1024) },
  };
  for (const [what, content] of Object.entries(malformed)) {
    it(`leave out a malformed file, and name it: ${what}`, () => {
      const isText = typeof content === 'string';
      const name = `${isText || !('id' in content) ? '0000000a' : String(content.id)}.json`;
      leave(name, isText ? content : JSON.stringify({ version: 1, ...content }));
      assert.deepEqual(silences.read(name), { kind: 'unusable', message: 'is malformed' });
      assert.deepEqual(silences.all(), { silences: [], unusable: [name] });
    });
  }

  it('leave out a file of a newer version and a copy under another name, and say why', () => {
    leave('0000000b.json', JSON.stringify({ version: 99 }));
    leave('0000000c.json', JSON.stringify({ version: 1, ...silence('0000000a') }));
    silences.add(silence('0000000a'));
    assert.deepEqual(silences.read('0000000b.json'), {
      kind: 'unusable',
      message: 'has version 99 of a newer collectd-dma, and this one reads up to 1',
    });
    assert.deepEqual(silences.read('0000000c.json'), {
      kind: 'unusable',
      message: 'has the id of another one',
    });
    const { silences: usable, unusable } = silences.all();
    assert.deepEqual([usable.length, unusable], [1, ['0000000b.json', '0000000c.json']]);
  });
});
