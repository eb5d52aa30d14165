import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { isTransient, writeDurably } from '../../../../plugins/files/durable-file.ts';
import { failing } from '../../../support/failing-disk.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('a file that is written durably, on a disk that is full', () => {
  const scratch = scratchFolder();
  const { fsyncSync } = fs;
  let code: string;
  let freePieces: number;

  beforeEach(() => {
    [code, freePieces] = ['ENOSPC', 0];
    fs.fsyncSync = (file) => {
      if (freePieces < 2) throw Object.assign(new Error('full'), { code });
      fsyncSync(file);
    };
    syncBuiltinESMExports();
  });
  afterEach(() => {
    Object.assign(fs, { fsyncSync });
    syncBuiltinESMExports();
  });

  const write = (takePiece?: (path: string) => boolean, disk: Disk = nodeDisk): void =>
    writeDurably(disk, join(scratch(), 'file'), join(scratch(), 'temporary'), 'text', takePiece);
  const giveUp =
    (most: number) =>
    (path: string): boolean => {
      if (freePieces === most) return false;
      freePieces++;
      fs.writeFileSync(path, 'a piece of the reserve');
      return true;
    };

  for (const full of ['ENOSPC', 'EDQUOT'])
    it(`is there as soon as enough room was made for it (${full})`, () => {
      code = full;
      write(giveUp(9));
      assert.equal(freePieces, 2, 'and no more is given up for it');
      assert.equal(fs.readFileSync(join(scratch(), 'file'), 'utf8'), 'text');
      assert.deepEqual(fs.readdirSync(scratch()), ['file']);
    });

  it('is written over a piece, where what is removed goes to others, such as the blocks that are kept for root', () => {
    freePieces = 2;
    write(giveUp(3), { ...nodeDisk, writeSynced: failing('ENOSPC') });
    assert.equal(freePieces, 3, 'one is enough');
    assert.equal(fs.readFileSync(join(scratch(), 'file'), 'utf8'), 'text');
    assert.deepEqual(fs.readdirSync(scratch()), ['file']);
  });

  it('is written anew, where a piece cannot be written over', () => {
    let attempts = 0;
    const writeSynced: Disk['writeSynced'] = (...args) => {
      if (attempts++ === 0) failing('ENOSPC')();
      nodeDisk.writeSynced(...args);
    };
    freePieces = 2;
    write(giveUp(3), { ...nodeDisk, writeSynced, overwriteSynced: failing('ENOSPC') });
    assert.equal(freePieces, 3);
    assert.equal(fs.readFileSync(join(scratch(), 'file'), 'utf8'), 'text');
  });

  it('leaves nothing when no room, or not enough, can be made', () => {
    assert.throws(() => write(), { code });
    assert.throws(() => write(giveUp(1)), { code });
    assert.deepEqual(fs.readdirSync(scratch()), []);
  });

  it('gives no room up for another fault', () => {
    code = 'EIO';
    assert.throws(() => write(giveUp(9)), { code });
    assert.equal(freePieces, 0);
  });
});

describe('a shortage that passes', () => {
  it('is one of descriptors, memory or processes, and no fault of a file', () => {
    const codes = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'ENOENT', 'EACCES', 'ENOSPC', ''];
    const passing = codes.filter((code) => isTransient(Object.assign(new Error('x'), { code })));
    assert.deepEqual(passing, ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']);
    assert.equal(isTransient(new Error('x')), false);
  });
});
