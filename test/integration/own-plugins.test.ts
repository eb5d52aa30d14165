import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from 'redis';
import { startPrivateStack, type PrivateStack } from '../../tools/stack/private-stack.ts';
import { copiedFiles } from '../support/installed-conf.ts';
import { runDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

/** A selection that `IgnoreSelected true` would turn round, and a socket that another SocketFile would move. */
const own = `LoadPlugin df
LoadPlugin memory
<Plugin df>
  MountPoint "/"
  IgnoreSelected false
  ValuesPercentage true
</Plugin>
<Plugin memory>
  ValuesPercentage true
</Plugin>
LoadPlugin unixsock
<Plugin unixsock>
  SocketFile "$DIRECTORY/own-socket"
  SocketPerms "0606"
</Plugin>
`;

describe('plugins that an operator has configured', function () {
  let stack: PrivateStack | undefined;

  afterEach(async function () {
    await stack?.stop();
    stack = undefined;
  });

  for (const name of ['00-own.conf', 'zz-own.conf'])
    it(`stay as they are in ${name}, and dma predicts from them`, async function () {
      const shippedFiles = copiedFiles({ [`collectd.conf.d/${name}`]: own });
      assert.deepEqual(shippedFiles, ['dma.conf']);
      stack = await startPrivateStack({
        shippedFiles,
        ownFiles: { [name]: `Interval 1\n${own}` },
        socketName: 'own-socket',
      });
      const redis = createClient({ url: `redis://127.0.0.1:${stack.redisPort}` });
      await redis.connect();
      try {
        const series = await until('predictions of both', 60, async () => {
          const names = await redis.sMembers('collectd/values');
          const isThere = (end: string): boolean => names.includes(`localhost/${end}`);
          return (
            isThere('dma-memory/percent-risk') &&
            isThere('dma-disk-root/percent-risk') &&
            isThere('memory/percent-used') &&
            isThere('df-root/percent_bytes-used') &&
            names
          );
        });
        const disks = series.flatMap((each) => /^localhost\/df-([^/]*)\//.exec(each)?.[1] ?? []);
        assert.deepEqual([...new Set(disks)], ['root']);
      } finally {
        await redis.close();
      }
      assert.equal(statSync(stack.socket).mode & 0o777, 0o606);
      assert.ok(!existsSync(join(stack.directory, 'collectd-unixsock')));
      const { stdout } = await runDma(['check', '--config', stack.configFile]);
      assert.doesNotMatch(stdout, /^MISSING/m);
    });

  it('are not there at all: dma check names the file to copy for each', async function () {
    stack = await startPrivateStack({
      shippedFiles: ['dma.conf', 'dma-unixsock.conf'],
      configure: (config) => config.setIn(['cache'], { unixsock: '/nonexistent/socket' }),
    });
    const { stdout } = await until('a series', 60, async () => {
      const checked = await runDma(['check', '--config', stack!.configFile]);
      return /Redis at .*: holds \d/.test(checked.stdout) && checked;
    });
    for (const plugin of ['memory', 'df', 'unixsock'])
      assert.match(stdout, new RegExp(`dma-${plugin}\\.conf`));
  });
});
