import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Disk, DiskSpace } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { SpoolReserve } from '../../../../plugins/spool/reserve.ts';
import { failing } from '../../../support/failing-disk.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const mebi = 2 ** 20;

function writeHalf(path: string): never {
  nodeDisk.write(path, 'half');
  throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
}

describe('the reserve of a spool', () => {
  const scratch = scratchFolder();
  let space: DiskSpace;
  const disk: Disk = { ...nodeDisk, space: () => space };
  const taken = (): string => join(scratch(), 'taken');
  const pieces = (): string[] => readdirSync(join(scratch(), 'reserve'));
  const total = (): number =>
    pieces().reduce((sum, name) => sum + statSync(join(scratch(), 'reserve', name)).size, 0);

  it('is a MiB, of a small disk a 64th, and of a tiny one nothing', () => {
    for (const [size, expected] of [
      [1e6, 0],
      [16 * mebi, mebi / 4],
      [1e12, mebi],
    ] as const) {
      space = { totalBytes: size, freeBytes: size };
      assert.equal(new SpoolReserve(disk, scratch()).fill(), true);
      assert.equal(total(), expected);
      space = { totalBytes: size, freeBytes: 0 };
      assert.equal(new SpoolReserve(disk, scratch()).fill(), true, 'it is whole on a full disk');
    }
  });

  it('is given up piece by piece, by whoever needs it, and made whole again', () => {
    space = { totalBytes: 1e12, freeBytes: 1e12 };
    const reserve = new SpoolReserve(disk, scratch());
    assert.equal(reserve.handOver(taken()), false, 'not made yet');
    reserve.fill();
    const other = new SpoolReserve(disk, scratch());
    for (let left = 63; left >= 0; left--) {
      assert.equal((left % 2 ? reserve : other).handOver(taken()), true);
      assert.equal(pieces().length, left);
      assert.equal(statSync(taken()).size, 16_384, 'as a file with its room');
    }
    assert.equal(reserve.handOver(taken()), false);
    assert.equal(reserve.fill(), true);
    assert.equal(total(), mebi);
  });

  it('is not made whole from the last that is left on a disk', () => {
    space = { totalBytes: 1e12, freeBytes: 1e12 };
    const reserve = new SpoolReserve(disk, scratch());
    reserve.fill();
    for (let count = 0; count < 10; count++) reserve.handOver(taken());
    space = { totalBytes: 1e12, freeBytes: 2 * mebi - 4096 };
    assert.equal(reserve.fill(), false);
    assert.equal(pieces().length, 54);
    space = { totalBytes: 1e12, freeBytes: 2 * mebi, freeNames: 127 };
    assert.equal(reserve.fill(), false);
    assert.equal(pieces().length, 54);
    space = { totalBytes: 1e12, freeBytes: 2 * mebi, freeNames: 128 };
    assert.equal(reserve.fill(), true);
    assert.equal(pieces().length, 64);
  });

  it('is given up although another process takes a piece first', () => {
    space = { totalBytes: 1e12, freeBytes: 1e12 };
    new SpoolReserve(disk, scratch()).fill();
    let isFirst = true;
    const rename: Disk['rename'] = (from, to) => {
      if (isFirst) nodeDisk.unlink(from);
      isFirst = false;
      nodeDisk.rename(from, to);
    };
    const reserve = new SpoolReserve({ ...disk, rename }, scratch());
    assert.equal(reserve.handOver(taken()), true);
    assert.equal(pieces().length, 62);
    assert.equal(new SpoolReserve({ ...disk, rename: failing('EROFS') }, scratch()).handOver(taken()), false);
  });

  it('is made of the missing pieces alone', () => {
    space = { totalBytes: 1e12, freeBytes: 1e12 };
    const reserve = new SpoolReserve(disk, scratch());
    reserve.fill();
    for (let count = 0; count < 3; count++) reserve.handOver(taken());
    const written: string[] = [];
    const write: Disk['write'] = (path, content) => {
      written.push(path);
      nodeDisk.write(path, content);
    };
    assert.equal(new SpoolReserve({ ...disk, write }, scratch()).fill(), true);
    assert.equal(written.length, 3);
    assert.equal(new SpoolReserve({ ...disk, write }, scratch()).fill(), true);
    assert.equal(written.length, 3, 'and of none where none is missing');
  });

  it('says what the file system says when its folder cannot be listed, and is made in no spool that is gone', () => {
    space = { totalBytes: 1e12, freeBytes: 1e12 };
    const hidden = new SpoolReserve({ ...disk, list: failing('EACCES') }, scratch());
    assert.throws(() => hidden.fill(), { code: 'EACCES' });
    assert.equal(hidden.handOver(taken()), false);
    assert.throws(() => new SpoolReserve(disk, join(scratch(), 'gone')).fill(), { code: 'ENOENT' });
    assert.deepEqual(readdirSync(scratch()), []);
  });

  it('leaves no half piece, and says what the file system says', () => {
    space = { totalBytes: 1e12, freeBytes: 1e12 };
    mkdirSync(join(scratch(), 'reserve', '5'), { recursive: true });
    assert.throws(() => new SpoolReserve({ ...disk, write: writeHalf }, scratch()).fill(), {
      code: 'ENOSPC',
    });
    assert.deepEqual(pieces(), ['5']);
  });
});
