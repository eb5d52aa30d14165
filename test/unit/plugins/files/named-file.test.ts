import assert from 'node:assert/strict';
import {
  closeSync,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { isNamed } from '../../../../plugins/files/named-file.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

/** The status of a file, as if it were of another file system. */
function elsewhere(path: string): Stats {
  return Object.assign(statSync(path), { dev: 1_000_000 });
}

describe('an open file', () => {
  const scratch = scratchFolder();

  it('has its name until that goes to another file, or is gone', () => {
    const [path, other] = [join(scratch(), 'a'), join(scratch(), 'b')];
    writeFileSync(path, '');
    writeFileSync(other, '');
    const file = openSync(path, 'r');
    try {
      assert.deepEqual([isNamed(path, file), isNamed(other, file)], [true, false]);
      assert.equal(isNamed(path, file, elsewhere), false, 'the same inode of another file system');
      symlinkSync('a', join(scratch(), 'link'));
      const link = join(scratch(), 'link');
      assert.deepEqual([isNamed(link, file), isNamed(link, file, lstatSync)], [true, false]);
      renameSync(other, path);
      assert.equal(isNamed(path, file), false);
      rmSync(path);
      assert.equal(isNamed(path, file), false);
      assert.equal(isNamed(join(path, 'below', 'a'), file), false);
    } finally {
      closeSync(file);
    }
    assert.equal(isNamed(scratch(), file), false, 'it is closed');
  });
});
