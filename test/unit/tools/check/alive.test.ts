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

  const ask = (shard?: { index: number; count: number }, isGuess = false): Promise<string> =>
    askAlive({ socket: collectd.path, host: 'web1', isGuess, shard });

  /** Lets collectd have these series, none of them that of the machine. */
  function has(...names: readonly string[]): void {
    const lines = names.map((name) => `1795280952.316 ${name}\n`).join('');
    collectd.answer = (command) =>
      command === 'LISTVAL' ? `${names.length} Values found\n${lines}` : '-1 No such value\n';
  }

  const none =
    'collectd has no web1/dma-self/gauge-series: dma predict has not started yet, hangs, or has ended';

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
    has('web1/memory/memory-used');
    await assert.rejects(ask(), { name: 'OutsideError', message: none });
    await collectd.stop();
    await assert.rejects(ask(), {
      name: 'OutsideError',
      message: /^collectd at \S+: connect ENOENT \S+; does it run, with the unixsock plugin, /,
    });
    await assert.rejects(askAlive({ socket: undefined, host: 'web1', isGuess: false, shard: undefined }), {
      name: 'OutsideError',
      message: /cache: off/,
    });
  });

  it('says how to give the name under which collectd has reports, or may have them', async () => {
    has('web1/memory/memory-used');
    await assert.rejects(ask(undefined, true), {
      message: `${none}; web1 is this machine's name: if collectd's Hostname is another one, set COLLECTD_HOSTNAME to that`,
    });
    has('vm.example.org/dma-self/gauge-series', 'web1/memory/memory-used');
    for (const isGuess of [true, false])
      await assert.rejects(ask(undefined, isGuess), {
        message: `${none}; collectd has the report of vm.example.org: if that is this machine, set COLLECTD_HOSTNAME=vm.example.org`,
      });
    has('a/dma-self/gauge-series', 'b-shard0/dma-self/gauge-series', 'b-shard1/dma-self/gauge-series');
    await assert.rejects(ask(), {
      message: `${none}; collectd has reports of a, b: if one is this machine, set COLLECTD_HOSTNAME to its name`,
    });
    has('a/dma-self/gauge-series', 'web1-shard0/dma-self/gauge-series');
    await assert.rejects(ask(), { message: none });
  });
});
