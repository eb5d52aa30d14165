import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { startPrivateStack } from '../../tools/stack/private-stack.ts';
import { stackPrograms } from '../../tools/stack/stack-programs.ts';
import { until } from '../support/until.ts';

/** Ignores SIGTERM, and writes for a second after collectd has gone. */
const stubborn = `trap '' TERM; : >"$1/begun"; while [ -d /proc/$PPID ]; do sleep 0.1; done; \
for name in 0 1 2 3 4 5 6 7 8 9; do : >"$1/$name"; sleep 0.1; done`;

describe('a private stack', function () {
  it('has ended, and its folder is gone, only when the programs of its collectd have ended', async function () {
    const user = process.getuid?.() === 0 ? 'nobody' : process.env['USER'];
    const stack = await startPrivateStack({
      files: { 'stubborn.sh': stubborn },
      collectdConf: `
<Plugin exec>
  Exec "${user}" "sh" "$DIRECTORY/stubborn.sh" "$DIRECTORY/log"
</Plugin>
`,
    });
    try {
      await until('the program', 60, () => existsSync(join(stack.directory, 'log', 'begun')));
    } finally {
      await stack.stop();
    }
    assert.deepEqual(
      stackPrograms(stack.configFile).map(({ args }) => args),
      [],
    );
    assert.equal(existsSync(stack.directory), false);
  });
});
