import assert from 'node:assert/strict';
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkFlock } from '../../../../tools/check/flock.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

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
