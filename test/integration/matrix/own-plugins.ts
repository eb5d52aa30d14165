import assert from 'node:assert/strict';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { copiedFiles } from '../../support/installed-conf.ts';
import { notApplicable } from './condition.ts';
import type { RealCondition, RealStage } from './real-stage.ts';

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

/** His selection of file systems, his socket with his permissions, and none of ours. */
async function assertUnchanged({ stack, redis }: RealStage): Promise<void> {
  const names = await redis.sMembers('collectd/values');
  for (const name of ['memory/percent-used', 'df-root/percent_bytes-used'])
    assert.ok(names.includes(`localhost/${name}`), name);
  const disks = names.flatMap((each) => /^localhost\/df-([^/]*)\//.exec(each)?.[1] ?? []);
  assert.deepEqual([...new Set(disks)], ['root']);
  assert.equal(statSync(stack.socket).mode & 0o777, 0o606);
  assert.ok(!existsSync(join(stack.directory, 'collectd-unixsock')));
}

/** A file of the operator that collectd reads before or after dma.conf. */
function besideOwn(name: string): RealCondition {
  return {
    name: `configured in ${name}`,
    stack: () => {
      const shippedFiles = copiedFiles({ [`collectd.conf.d/${name}`]: own });
      assert.deepEqual(shippedFiles, ['dma.conf']);
      return { shippedFiles, ownFiles: { [name]: `Interval 1\n${own}` }, socketName: 'own-socket' };
    },
    happen: async (stage) => {
      await stage.untilPredicted('localhost memory', 'localhost disk-root');
      return async () => undefined;
    },
    told: 'quiet',
    check: 'ok',
    counted: { series: 2 },
    predicted: { 'localhost memory': 'calm', 'localhost disk-root': 'calm' },
    besides: { name: 'stay as they are', check: assertUnchanged },
    afterwards: notApplicable('nothing ends'),
  };
}

/** D: plugins that the operator has configured. */
export const ownPlugins: readonly RealCondition[] = [
  besideOwn('00-own.conf'),
  besideOwn('zz-own.conf'),
  {
    name: 'configured nowhere',
    stack: () => ({
      shippedFiles: ['dma.conf', 'dma-unixsock.conf'],
      configure: (config) => config.setIn(['cache'], { unixsock: '/nonexistent/socket' }),
    }),
    happen: async (stage) => {
      await stage.until('a report', ({ counted }) => counted.has('series'));
      return async () => undefined;
    },
    told: notApplicable('that nothing is predicted is told after two minutes; B has it'),
    check: [
      /^MISSING +target memory: .*dma-memory\.conf/,
      /target disk: .*dma-df\.conf/,
      /^MISSING +collectd's cache .*dma-unixsock\.conf/,
    ],
    counted: notApplicable('B has it'),
    predicted: { 'localhost memory': 'no' },
    afterwards: notApplicable('nothing ends'),
  },
];
