import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeliverThere } from '../../../../tools/check/deliver-lock.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the lock of a spool', () => {
  const scratch = scratchFolder();
  const lock = (text: string): void => writeFileSync(join(scratch(), 'lock'), text);
  const look = (): boolean | undefined => isDeliverThere(scratch(), join(scratch(), 'proc'));

  it('shows whether the process that signed it is a dma deliver', () => {
    const folder = join(scratch(), 'proc', '7');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'cmdline'), 'node\0dma.js\0deliver\0');
    assert.equal(look(), false);
    for (const [signed, isThere] of [
      ['7', true],
      ['8', false],
      ['x', false],
    ] as const) {
      lock(signed);
      assert.equal(look(), isThere, signed);
    }
  });

  it('shows nothing to somebody who may not read it', () => {
    lock('7');
    chmodSync(join(scratch(), 'lock'), 0o000);
    // Root may read everything.
    const isRoot = process.getuid!() === 0;
    if (isRoot) process.seteuid!(65_534);
    try {
      assert.equal(look(), undefined);
    } finally {
      if (isRoot) process.seteuid!(0);
    }
  });
});
