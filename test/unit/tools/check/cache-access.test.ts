import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { checkCacheAccess } from '../../../../tools/check/cache-access.ts';
import { confOf } from '../../../support/conf-of.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe("the check whether dma predict may ask collectd's cache", () => {
  const scratch = scratchFolder();
  const finding = { subject: 'cache', ok: true, text: 'holds 2 series' };
  const conf = confOf('<Plugin exec>\n  Exec "nobody" "dma" "predict"\n</Plugin>\n');
  const socketOf = (mode: number): string => {
    const socket = join(scratch(), 's');
    chmodSync(scratch(), 0o755);
    writeFileSync(socket, '');
    chmodSync(socket, mode);
    return socket;
  };

  it('is content where the user of the Exec line may', () => {
    assert.equal(checkCacheAccess(finding, socketOf(0o666), { conf }), finding);
  });

  it('names the group for the Exec line where it may not', function () {
    // Nobody is then ourselves.
    assert.notEqual(userInfo().username, 'nobody');
    const { ok, text } = checkCacheAccess(finding, socketOf(0o660), { conf });
    assert.equal(ok, false);
    assert.match(
      text,
      /^dma predict cannot read it: nobody may not write \S+\. .* write `Exec "nobody:\S+" "dma" "predict"` in \/collectd\.conf:2, or/,
    );
  });

  it('leaves alone what has another problem, or cannot be judged', () => {
    const socket = socketOf(0o600);
    const bad = { ...finding, ok: false };
    assert.equal(checkCacheAccess(bad, socket, { conf }), bad);
    assert.equal(checkCacheAccess(finding, undefined, { conf }), finding);
    assert.equal(checkCacheAccess(finding, socket, { conf: undefined }), finding);
    assert.equal(checkCacheAccess(finding, socket, { conf: confOf('') }), finding);
    assert.equal(checkCacheAccess(finding, join(scratch(), 'none'), { conf }), finding);
  });
});
