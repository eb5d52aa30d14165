import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import fs, { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBounded } from '../../../../plugins/files/bounded-file.ts';
import { failing } from '../../../support/failing-disk.ts';
import { withReplaced } from '../../../support/replaced-builtins.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('a file of others', () => {
  const scratch = scratchFolder();
  const at = (name: string): string => join(scratch(), name);

  it('is read whole up to its bound, and refused beyond it', () => {
    for (const size of [0, 1, 99, 100]) {
      const bytes = Buffer.alloc(size, 'x');
      writeFileSync(at('file'), bytes);
      assert.deepEqual(readBounded(at('file'), { maxBytes: 100 }), bytes);
    }
    writeFileSync(at('file'), Buffer.alloc(101));
    assert.throws(() => readBounded(at('file'), { maxBytes: 100 }), {
      name: 'FileRefusal',
      message: 'is longer than 100 bytes',
    });
    writeFileSync(at('file'), Buffer.alloc(2 ** 20 + 1));
    assert.throws(() => readBounded(at('file'), { maxBytes: 2 ** 20 }), { message: 'is longer than 1 MiB' });
  });

  it('is read to its end where it does not tell its size', () => {
    const status = readBounded('/proc/self/status', { maxBytes: 10_000 });
    assert.match(status.toString(), /^Name:[\s\S]*\n$/);
    const length = status.length;
    assert.throws(() => readBounded('/proc/self/status', { maxBytes: length - 200 }), {
      name: 'FileRefusal',
    });
    const maps = readBounded('/proc/self/smaps', { maxBytes: 2 ** 24 });
    assert.ok(maps.length > 2 * 65_536, `${maps.length}`);
    assert.match(maps.toString(), /^[0-9a-f]+-[0-9a-f]+ [^\0]*VmFlags:[^\n]*\n$/, 'and whole');
  });

  it('takes memory for what it has, not for what it may have', () => {
    writeFileSync(at('file'), Buffer.alloc(20_000));
    // Node.js takes small buffers out of a common one: of 8 KiB, or of 64 KiB.
    const { byteLength } = readBounded(at('file'), { maxBytes: 2 ** 26 }).buffer;
    assert.ok(byteLength <= 65_536, `${byteLength}`);
    const maps = readBounded('/proc/self/smaps', { maxBytes: 2 ** 26 });
    assert.ok(maps.buffer.byteLength < 4 * maps.length, `${maps.buffer.byteLength} for ${maps.length}`);
  });

  it('is not read at all where it tells that it is too long', () => {
    writeFileSync(at('file'), Buffer.alloc(101));
    withReplaced(fs, { readSync: failing('EIO') }, () => {
      assert.throws(() => readBounded(at('file'), { maxBytes: 100 }), { name: 'FileRefusal' });
    });
  });

  it('is read whole from a pipe up to its bound, and refused beyond it', () => {
    execFileSync('mkfifo', [at('pipe')]);
    for (const [size, maxBytes] of [
      [100_000, 100_000],
      [100_000, 131_074],
      [100_001, 100_000],
    ] as const) {
      spawn('sh', ['-c', `head -c ${size} /dev/zero >'${at('pipe')}'`], { stdio: 'ignore' });
      const read = (): number => readBounded(at('pipe'), { maxBytes, pipes: true }).length;
      if (size <= maxBytes) assert.equal(read(), size);
      else assert.throws(read, { message: 'is longer than 100000 bytes' });
    }
  });

  it('is no folder, pipe or device, and nobody waits for what a pipe may bring', () => {
    mkdirSync(at('folder'));
    execFileSync('mkfifo', [at('pipe')]);
    for (const [path, message] of [
      [at('folder'), 'is a folder'],
      [at('pipe'), 'is not a regular file'],
      ['/dev/zero', 'is not a regular file'],
    ] as const)
      assert.throws(() => readBounded(path, { maxBytes: 100 }), { name: 'FileRefusal', message });
    assert.throws(() => readBounded('/dev/zero', { maxBytes: 100, pipes: true }), {
      message: 'is longer than 100 bytes',
    });
    assert.equal(readBounded('/dev/null', { maxBytes: 100, pipes: true }).length, 0);
    assert.throws(() => readBounded(at('folder'), { maxBytes: 100, pipes: true }), {
      message: 'is a folder',
    });
  });

  it('is followed through a symlink, unless that is not wanted', () => {
    writeFileSync(at('file'), 'text');
    symlinkSync('file', at('link'));
    assert.equal(readBounded(at('link'), { maxBytes: 9 }).toString(), 'text');
    assert.throws(() => readBounded(at('link'), { maxBytes: 9, symlinks: false }), { code: 'ELOOP' });
    assert.equal(readBounded(at('file'), { maxBytes: 9, symlinks: false }).toString(), 'text');
  });

  it('is closed again', () => {
    writeFileSync(at('file'), 'text');
    const before = readdirSync('/proc/self/fd').length;
    for (let times = 0; times < 60; times++) readBounded(at('file'), { maxBytes: 9 });
    assert.ok(readdirSync('/proc/self/fd').length < before + 50);
  });
});
