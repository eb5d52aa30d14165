import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { adoptFolder, makeFolder, unlessMissing } from '../../../../plugins/files/folder.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

function fail(code: string): never {
  throw Object.assign(new Error(code), { code });
}

describe('a folder', () => {
  const scratch = scratchFolder();

  it('is made with its parents, for owner and group, and stays when it is there', () => {
    const path = join(scratch(), 'a', 'b', 'c');
    makeFolder(nodeDisk, path);
    writeFileSync(join(path, 'file'), '');
    makeFolder(nodeDisk, path);
    assert.deepEqual(readdirSync(path), ['file']);
    assert.equal(statSync(join(scratch(), 'a')).mode & 0o027, 0);
  });

  it('is not made in the place of a file, or where the file system does not allow it', () => {
    writeFileSync(join(scratch(), 'file'), '');
    assert.throws(() => makeFolder(nodeDisk, join(scratch(), 'file')), { code: 'EEXIST' });
    assert.throws(() => makeFolder(nodeDisk, join(scratch(), 'file', 'a')), { code: 'ENOTDIR' });
    symlinkSync('nowhere', join(scratch(), 'link'));
    assert.throws(() => makeFolder(nodeDisk, join(scratch(), 'link')), { code: 'EEXIST' });
    for (const code of ['EROFS', 'ENOENT']) {
      const disk: Disk = { ...nodeDisk, makeFolder: () => fail(code) };
      assert.throws(() => makeFolder(disk, join(scratch(), 'a', 'b')), { code });
    }
  });

  it('of an older version moves to its present place, where entries that are there already win', () => {
    const [former, present] = [join(scratch(), 'former'), join(scratch(), 'present')];
    adoptFolder(nodeDisk, former, present);
    assert.ok(!existsSync(present));
    for (const folder of [former, present]) mkdirSync(folder);
    for (const path of ['former/a', 'former/b', 'present/b']) writeFileSync(join(scratch(), path), path);
    adoptFolder(nodeDisk, former, present);
    assert.ok(!existsSync(former));
    const texts = readdirSync(present).map((name) => readFileSync(join(present, name), 'utf8'));
    assert.deepEqual(texts, ['former/a', 'present/b']);
  });

  it('of an older version moves also where its present place is missing', () => {
    mkdirSync(join(scratch(), 'former'));
    writeFileSync(join(scratch(), 'former', 'a'), '');
    adoptFolder(nodeDisk, join(scratch(), 'former'), join(scratch(), 'deep', 'present'));
    assert.deepEqual(readdirSync(join(scratch(), 'deep', 'present')), ['a']);
  });

  it('that is a file is not adopted', () => {
    writeFileSync(join(scratch(), 'former'), '');
    adoptFolder(nodeDisk, join(scratch(), 'former'), join(scratch(), 'present'));
    assert.deepEqual(readdirSync(scratch()), ['former']);
  });
});

describe('an attempt that may meet nothing', () => {
  it('has a result, unless something is missing; any other error stays', () => {
    assert.equal(
      unlessMissing(() => 5),
      5,
    );
    assert.equal(
      unlessMissing(() => fail('ENOENT')),
      undefined,
    );
    assert.throws(() => unlessMissing(() => fail('EACCES')), { code: 'EACCES' });
  });
});
