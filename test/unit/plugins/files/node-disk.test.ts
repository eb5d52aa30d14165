import assert from 'node:assert/strict';
import fs, {
  linkSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { failing } from '../../../support/failing-disk.ts';
import { withReplaced } from '../../../support/replaced-builtins.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('a file that is written on the real disk', () => {
  const scratch = scratchFolder();

  for (const [kind, link] of [
    ['symlink', symlinkSync],
    ['hard link', linkSync],
  ] as const)
    for (const write of ['write', 'writeSynced'] as const)
      it(`takes the place of a ${kind}, and leaves what that stands for (${write})`, () => {
        const [victim, path] = [join(scratch(), 'victim'), join(scratch(), 'temporary')];
        writeFileSync(victim, 'kept');
        link(victim, path);
        nodeDisk[write](path, 'new');
        assert.equal(readFileSync(victim, 'utf8'), 'kept');
        assert.equal(readFileSync(path, 'utf8'), 'new');
        assert.ok(lstatSync(path).isFile());
        assert.equal(lstatSync(path).mode & 0o027, 0);
      });

  it('replaces its own content', () => {
    const path = join(scratch(), 'file');
    nodeDisk.write(path, 'a longer one');
    nodeDisk.write(path, 'short');
    assert.equal(readFileSync(path, 'utf8'), 'short');
  });
});

describe('the real disk', () => {
  const scratch = scratchFolder();
  const { fsyncSync } = fs;
  let synced: number;
  beforeEach(() => {
    synced = 0;
    fs.fsyncSync = (file) => {
      synced += 1;
      fsyncSync(file);
    };
    syncBuiltinESMExports();
  });
  afterEach(() => {
    Object.assign(fs, { fsyncSync });
    syncBuiltinESMExports();
  });

  it('syncs what it is told to, and nothing else', () => {
    const path = join(scratch(), 'file');
    nodeDisk.write(path, 'text');
    assert.equal(synced, 0);
    nodeDisk.writeSynced(path, 'text');
    assert.equal(synced, 1);
    nodeDisk.syncFolder(scratch());
    assert.equal(synced, 2);
    assert.throws(() => nodeDisk.syncFolder(join(scratch(), 'none')), { code: 'ENOENT' });
  });

  it('writes text and bytes, and closes what it has opened', () => {
    const path = join(scratch(), 'file');
    const before = readdirSync('/proc/self/fd').length;
    for (let times = 0; times < 60; times++) {
      nodeDisk.write(path, Uint8Array.from([0xff, 0]));
      nodeDisk.syncFolder(scratch());
    }
    assert.ok(readdirSync('/proc/self/fd').length < before + 50);
    assert.deepEqual([...readFileSync(path)], [0xff, 0]);
    nodeDisk.write(path, 'ü');
    assert.equal(readFileSync(path, 'utf8'), 'ü');
  });

  it('keeps a file that it cannot replace for want of descriptors', () => {
    const path = join(scratch(), 'file');
    nodeDisk.write(path, 'old');
    withReplaced(fs, { openSync: failing('EMFILE') }, () => {
      assert.throws(() => nodeDisk.write(path, 'new'), { code: 'EMFILE' });
    });
    assert.equal(readFileSync(path, 'utf8'), 'old');
  });

  it('writes the rest where the file system has taken a part', () => {
    const { writeSync } = fs;
    const writePart = ((file: number, bytes: Uint8Array, at: number) =>
      writeSync(file, bytes, at, Math.min(3, bytes.length - at))) as typeof writeSync;
    withReplaced(fs, { writeSync: writePart }, () => {
      nodeDisk.write(join(scratch(), 'file'), 'ten bytes.\u00fc');
    });
    assert.equal(readFileSync(join(scratch(), 'file'), 'utf8'), 'ten bytes.\u00fc');
  });

  it('reads no symlink, and no more than it is told to', () => {
    writeFileSync(join(scratch(), 'file'), 'text');
    symlinkSync('file', join(scratch(), 'link'));
    assert.equal(nodeDisk.read(join(scratch(), 'file'), { maxBytes: 4 }).toString(), 'text');
    assert.throws(() => nodeDisk.read(join(scratch(), 'file'), { maxBytes: 3 }), { name: 'FileRefusal' });
    assert.throws(() => nodeDisk.read(join(scratch(), 'link'), { maxBytes: 4 }), { code: 'ELOOP' });
  });

  it('knows files and folders, and their times in seconds', () => {
    const path = join(scratch(), 'file');
    assert.equal(nodeDisk.status(path), undefined);
    nodeDisk.write(path, '');
    nodeDisk.setModifiedTime(path, 1000);
    const { isFolder, modifiedTime, changedTime } = nodeDisk.status(path)!;
    assert.deepEqual([isFolder, modifiedTime], [false, 1000]);
    assert.ok(Math.abs(changedTime - Date.now() / 1000) < 3600, `${changedTime}`);
    assert.equal(nodeDisk.status(scratch())!.isFolder, true);
  });

  it('removes a folder with everything in it, or nothing where there is nothing', () => {
    const path = join(scratch(), 'folder');
    nodeDisk.makeFolder(path);
    nodeDisk.write(join(path, 'file'), '');
    nodeDisk.removeTree(path);
    nodeDisk.removeTree(path);
    assert.deepEqual(nodeDisk.list(scratch()), []);
  });

  it('tells its room in bytes, and its names', () => {
    const { bsize, blocks, files } = statfsSync(scratch());
    const { totalBytes, freeBytes, freeNames } = nodeDisk.space(scratch());
    assert.equal(totalBytes, bsize * blocks);
    assert.ok(freeBytes > bsize && freeBytes <= totalBytes, `${freeBytes}`);
    assert.equal(freeNames !== undefined, files > 0);
    assert.equal(nodeDisk.space('/proc').freeNames, undefined);
  });
});
