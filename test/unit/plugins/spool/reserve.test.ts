import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { SpoolReserve } from '../../../../plugins/spool/reserve.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const mebi = 2 ** 20;

/** A disk that has this many bytes, so many of them left, and names for files unless it does not count them. */
function disk(bytes: number, left: number, files = 0, ffree = 0): void {
  fs.statfsSync = (() => ({ bsize: 4096, blocks: bytes / 4096, bavail: left / 4096, files, ffree })) as never;
  syncBuiltinESMExports();
}
describe('the reserve of a spool', () => {
  const scratch = scratchFolder();
  const { statfsSync } = fs;
  const pieces = (): string[] => fs.readdirSync(join(scratch(), 'reserve'));
  const total = (): number =>
    pieces().reduce((sum, name) => sum + fs.statSync(join(scratch(), 'reserve', name)).size, 0);

  afterEach(() => {
    Object.assign(fs, { statfsSync });
    syncBuiltinESMExports();
  });

  it('is a MiB, of a small disk a 64th, and of a tiny one nothing', () => {
    for (const [size, expected] of [
      [1e6, 0],
      [16 * mebi, mebi / 4],
      [1e12, mebi],
    ] as const) {
      disk(size, size);
      assert.equal(new SpoolReserve(scratch()).fill(), true);
      assert.equal(total(), expected);
    }
  });

  it('is given up piece by piece, by whoever needs it, and made whole again', () => {
    disk(1e12, 1e12);
    const reserve = new SpoolReserve(scratch());
    assert.equal(reserve.giveUp(), false, 'not made yet');
    reserve.fill();
    const other = new SpoolReserve(scratch());
    for (let left = 63; left >= 0; left--) {
      assert.equal((left % 2 ? reserve : other).giveUp(), true);
      assert.equal(pieces().length, left);
    }
    assert.equal(reserve.giveUp(), false);
    assert.equal(reserve.fill(), true);
    assert.equal(total(), mebi);
  });

  it('is not made whole from the last that is left on a disk', () => {
    disk(1e12, 1e12);
    const reserve = new SpoolReserve(scratch());
    reserve.fill();
    for (let count = 0; count < 10; count++) reserve.giveUp();
    disk(1e12, 2 * mebi - 4096);
    assert.equal(reserve.fill(), false);
    assert.equal(pieces().length, 54);
    disk(1e12, 2 * mebi, 1000, 127);
    assert.equal(reserve.fill(), false);
    assert.equal(pieces().length, 54);
    disk(1e12, 2 * mebi, 1000, 128);
    assert.equal(reserve.fill(), true);
    assert.equal(pieces().length, 64);
  });

  it('leaves no half piece, and says what the file system says', () => {
    disk(1e12, 1e12);
    fs.mkdirSync(join(scratch(), 'reserve', '5'), { recursive: true });
    const { writeFileSync } = fs;
    fs.writeFileSync = ((path: string) => {
      writeFileSync(path, 'half');
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    }) as never;
    syncBuiltinESMExports();
    try {
      assert.throws(() => new SpoolReserve(scratch()).fill(), { code: 'ENOSPC' });
    } finally {
      Object.assign(fs, { writeFileSync });
    }
    assert.deepEqual(pieces(), ['5']);
  });
});
