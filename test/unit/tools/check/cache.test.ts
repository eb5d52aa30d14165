import assert from 'node:assert/strict';
import { join } from 'node:path';
import { lookAtCache } from '../../../../tools/check/cache.ts';
import { FakeCollectd } from '../../../support/fake-collectd.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe("the check of collectd's cache", () => {
  const scratch = scratchFolder();

  it('counts the series that it holds', async () => {
    const unixsock = join(scratch(), 's');
    const collectd = new FakeCollectd(unixsock);
    collectd.answer = () => '2 Values found\n1.5 a/b/c\n1.5 a/b/d\n';
    await collectd.start();
    try {
      for (const config of [
        { cache: { unixsock }, output: 'exec' as const },
        { cache: undefined, output: { unixsock } },
      ]) {
        const { finding, times, startedSeconds } = await lookAtCache(config, Date.now() / 1000 + 100);
        assert.deepEqual(finding, {
          subject: `collectd's cache at ${unixsock}`,
          ok: true,
          text: 'holds 2 series',
        });
        assert.deepEqual(
          [...times!],
          [
            ['a/b/c', 1.5],
            ['a/b/d', 1.5],
          ],
        );
        assert.ok(startedSeconds! >= 100, String(startedSeconds));
      }
    } finally {
      await collectd.stop();
    }
  });

  it('says what to do about a socket that is not there', async () => {
    const unixsock = join(scratch(), 'none');
    const { finding, times } = await lookAtCache({ cache: { unixsock }, output: 'exec' }, 0);
    const { ok, text } = finding;
    assert.equal(times, undefined);
    assert.equal(ok, false);
    assert.match(
      text,
      /^cannot be read: .*ENOENT.*; is collectd running, .*copy \S+\/conf\/collectd\.conf\.d\/dma-unixsock\.conf to collectd\.conf\.d/,
    );
    // Without the socket a service could give its predictions to nobody.
    assert.match(text, /cache: off does without it where collectd itself starts dma predict: a service /);
  });

  it('takes it that it is not wanted', async () => {
    assert.equal((await lookAtCache({ cache: 'off', output: 'exec' }, 0)).finding.ok, true);
  });
});
