import assert from 'node:assert/strict';
import { join } from 'node:path';
import { askAlive } from '../../../../tools/check/alive.ts';
import { FakeCollectd } from '../../../support/fake-collectd.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the probe of dma predict', () => {
  const scratch = scratchFolder();
  let collectd: FakeCollectd;
  beforeEach(async () => {
    collectd = new FakeCollectd(join(scratch(), 'socket'));
    await collectd.start();
  });
  afterEach(() => collectd.stop());

  const ask = (shard?: { index: number; count: number }): Promise<string> =>
    askAlive({ socket: collectd.path, host: 'web1', shard });

  it('is content while collectd has its report, or that of a shard', async () => {
    collectd.answer = () => '1 Value found\nvalue=1.200000e+01\n';
    assert.equal(await ask(), 'collectd has web1/dma-self/gauge-series\n');
    assert.equal(await ask({ index: 3, count: 8 }), 'collectd has web1-shard3/dma-self/gauge-series\n');
    assert.deepEqual(collectd.commands, [
      'GETVAL "web1/dma-self/gauge-series"',
      'GETVAL "web1-shard3/dma-self/gauge-series"',
    ]);
  });

  it('fails when collectd has none, does not answer, or is not there', async () => {
    collectd.answer = () => '-1 No such value\n';
    await assert.rejects(ask(), {
      name: 'OutsideError',
      message:
        'collectd has no web1/dma-self/gauge-series: dma predict has not started yet, hangs, or has ended',
    });
    await collectd.stop();
    await assert.rejects(ask(), {
      name: 'OutsideError',
      message: /^collectd at \S+: connect ENOENT \S+; does it run, with the unixsock plugin, /,
    });
    await assert.rejects(askAlive({ socket: undefined, host: 'web1', shard: undefined }), {
      name: 'OutsideError',
      message: /cache: off/,
    });
  });
});
