import assert from 'node:assert/strict';
import { constants } from 'node:fs';
import { mkdir, readdir, writeFile, chmod } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskSpace } from '../../../../plugins/files/disk.ts';
import { checkSpool, checkFlock } from '../../../../tools/check/spool.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the check of the spool', () => {
  const scratch = scratchFolder();
  const checkOn = (space: DiskSpace) => checkSpool(scratch(), [], undefined, { space: () => space });

  it('is content with an empty folder, and makes nothing in it', async () => {
    assert.deepEqual(checkSpool(scratch()), {
      subject: `spool ${scratch()}`,
      ok: true,
      text: 'can be written',
    });
    assert.deepEqual(await readdir(scratch()), []);
  });

  it('names what is missing or is no folder, the folders within included', async () => {
    const missing = checkSpool(join(scratch(), 'missing'));
    assert.equal(missing.ok, false);
    assert.match(
      missing.text,
      /ENOENT.*missing'; make it: install -d -o USER -m 750 \S+missing, with the user/,
    );
    for (const name of ['new', 'queue']) {
      const spool = join(scratch(), `of-${name}`);
      await mkdir(spool);
      await mkdir(join(spool, 'tmp'));
      assert.equal(checkSpool(spool).ok, true);
      await writeFile(join(spool, name), '');
      const { ok, text } = checkSpool(spool);
      assert.equal(ok, false, name);
      assert.ok(text.startsWith(`${join(spool, name)} is not a folder; `), text);
    }
  });

  it('notices a disk that is full, of bytes or of names', () => {
    const of = (space: Partial<DiskSpace>): boolean =>
      checkOn({ totalBytes: 1e12, freeBytes: 1e9, ...space }).ok;
    assert.deepEqual([of({}), of({ freeBytes: 2e6 }), of({ freeNames: 100 })], [true, false, false]);
    assert.equal(of({ totalBytes: 1e6, freeBytes: 1e5 }), true, 'a small one with room');
    assert.match(checkOn({ totalBytes: 1e12, freeBytes: 0 }).text, /^its disk is full: .*; make room on it$/);
  });

  it('notices a folder that it may not read, write or enter', async () => {
    for (const name of ['.', 'new', 'queue']) {
      const folder = name === '.' ? scratch() : join(scratch(), name);
      await mkdir(folder, { recursive: true });
      const { ok, text } = checkSpool(scratch(), [], (path, mode) => {
        assert.equal(mode, constants.R_OK | constants.W_OK | constants.X_OK);
        if (path === folder) throw new Error(`EACCES: permission denied, access '${folder}'`);
      });
      assert.equal(ok, false, name);
      assert.ok(text.startsWith(`EACCES: permission denied, access '${folder}'; it has to belong`), text);
    }
  });
});

describe('the check for flock', () => {
  const scratch = scratchFolder();

  it('finds the program in any folder of PATH, if it can be run', async () => {
    const path = `:/nowhere:${scratch()}`;
    const missing = {
      subject: 'program flock',
      ok: false,
      text: 'is not in PATH, and dma deliver needs it (Debian: util-linux)',
    };
    assert.deepEqual(checkFlock(undefined), missing);
    assert.deepEqual(checkFlock(path), missing);
    await writeFile(join(scratch(), 'flock'), '', { mode: 0o644 });
    assert.deepEqual(checkFlock(path), missing);
    await chmod(join(scratch(), 'flock'), 0o755);
    assert.deepEqual(checkFlock(path), { subject: 'program flock', ok: true, text: 'is there' });
  });
});
