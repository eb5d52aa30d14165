import assert from 'node:assert/strict';
import { linkSync, lstatSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
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
