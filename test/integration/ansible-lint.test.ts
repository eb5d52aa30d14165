import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

describe('the Ansible role', function () {
  const folder = scratchFolder();

  it('has nothing that ansible-lint would not have in production', () => {
    // It keeps a cache beside what it reads.
    cpSync(join(packageRoot, 'conf/ansible'), join(folder(), 'ansible'), { recursive: true });
    const args = ['--offline', '--nocolor', '--profile', 'production', 'ansible'];
    const env = { ...process.env, HOME: folder(), LC_ALL: 'C.UTF-8' };
    const { stdout, stderr, status } = spawnSync('ansible-lint', args, {
      cwd: folder(),
      env,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stdout + stderr);
    assert.match(stderr, /Passed with production profile: 0 failure\(s\), 0 warning\(s\)/);
  });
});
