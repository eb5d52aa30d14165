import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { UnixsockClient } from '../../plugins/collectd/unixsock.ts';
import { packageRoot } from '../../tools/package-root.ts';
import { startPrivateStack } from '../../tools/stack/private-stack.ts';
import { otherNode } from '../support/other-node.ts';
import { until } from '../support/until.ts';

const complaint = (major: number): string =>
  String.raw`dma: Node\.js 20\.19 or newer is needed, and this is v${major}\.\d+\.\d+; install a newer one, [^\n]*PATH`;

/** Debian 12 has 18, and Debian 11 has 12. */
for (const major of [18, 12])
  describe(`Node.js ${major}`, function () {
    it('is told to be too old in one line, whatever the command', function () {
      const node = otherNode(major);
      for (const args of [['check'], ['predict'], ['deliver'], ['backtest', '--bad'], ['--version'], []]) {
        const dma = [join(packageRoot, 'dist/tools/dma.js'), ...args];
        const { status, stdout, stderr } = spawnSync(node, dma, { encoding: 'utf8' });
        assert.match(stderr, new RegExp(`^${complaint(major)}\n$`), args.join(' '));
        assert.deepEqual([status, stdout], [1, ''], args.join(' '));
      }
    });
  });

describe('Node.js 18 under collectd', function () {
  it("is told to be too old in collectd's log, and notifications still reach the spool", async function () {
    const stack = await startPrivateStack({ node: otherNode(18) });
    const client = new UnixsockClient(stack.socket);
    try {
      const told = new RegExp(`exec_read_one: error = ${complaint(18)}$`, 'gm');
      await until(
        'the complaints of both programs',
        60,
        () => [...stack.collectdLog().matchAll(told)].length >= 2,
      );
      assert.doesNotMatch(stack.collectdLog(), /SyntaxError|^\s+at /m);
      const { text, code } = await client.command(
        'PUTNOTIF severity=warning time=1 host=h plugin=dma message="m"',
      );
      assert.equal(code, 0, text);
      const waiting = join(stack.spool, 'new');
      // The first notification makes the folder.
      await until('the notification', 60, () => existsSync(waiting) && readdirSync(waiting).length === 1);
    } finally {
      client.close();
      await stack.stop();
    }
  });
});
