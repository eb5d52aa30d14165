import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackageFile, withVersion } from '../support/debian-package-file.ts';
import { testPackage } from '../support/package-behaviour.ts';

describe('the Debian package', function () {
  let folder: string;
  let older: string;
  let newer: string;

  before(function () {
    this.timeout(900_000);
    folder = mkdtempSync(join(tmpdir(), 'dma-deb-test-'));
    older = debianPackageFile(folder, '0.1.0+test1');
    newer = withVersion(older, '0.1.0+test2');
  });
  after(() => rmSync(folder, { recursive: true }));

  it('has its files where Debian has them, owned by root and writable by root alone', function () {
    const listed = execFileSync('dpkg-deb', ['-c', newer], { encoding: 'utf8', maxBuffer: 2 ** 24 });
    const lines = listed.trim().split('\n');
    for (const line of lines) assert.match(line, /^([-d]r[w-][x-]r-[x-]r-[x-]|l.{9}) root\/root /, line);
    const paths = new Set(lines.map((line) => line.split(/\s+/)[5]!.slice(1)));
    for (const path of [
      '/usr/bin/dma',
      '/usr/bin/dma-enqueue',
      '/usr/lib/collectd-dma/bin/node',
      '/usr/lib/collectd-dma/dist/tools/dma.js',
      '/usr/lib/systemd/system/dma-predict.service',
      '/usr/lib/systemd/system/dma-predict@.service',
      '/usr/lib/systemd/system/dma-deliver.service',
      '/usr/lib/systemd/system/dma-dashboard.service',
      '/usr/lib/collectd-dma/tools/dashboard/pages/dashboard.css',
      '/usr/lib/systemd/system/dma-relay.service',
      '/usr/lib/systemd/system/dma-relay.socket',
      '/usr/lib/systemd/system/collectd.service.d/50-dma.conf',
      '/usr/lib/sysusers.d/collectd-dma.conf',
      '/usr/lib/tmpfiles.d/collectd-dma.conf',
      '/usr/share/man/man1/dma.1.gz',
      '/usr/share/man/man1/dma-check.1.gz',
      '/usr/share/man/man5/dma.yaml.5.gz',
      '/usr/share/bash-completion/completions/dma',
      '/usr/share/zsh/vendor-completions/_dma',
      '/usr/share/doc/collectd-dma/README.Debian',
      '/usr/share/doc/collectd-dma/docs/install.md',
    ])
      assert.ok(paths.has(path), path);
    const control = join(folder, 'control');
    execFileSync('dpkg-deb', ['-e', newer, control]);
    assert.deepEqual(
      execFileSync('sort', [join(control, 'conffiles')], { encoding: 'utf8' })
        .trim()
        .split('\n'),
      [
        '/etc/collectd-dma/dma.yaml',
        '/etc/collectd/collectd.conf.d/dma.conf',
        '/etc/default/collectd-dma',
        '/etc/logrotate.d/collectd-dma',
      ],
    );
  });

  it('has no error and no warning for lintian', function () {
    this.timeout(900_000);
    // The words in the programs of Node.js are not ours. It leaves files in its TMPDIR; this one is removed.
    const args = ['--fail-on', 'error,warning', '--dont-check-part', 'binaries/spelling', newer];
    const { stdout, stderr, status } = spawnSync('lintian', args, {
      encoding: 'utf8',
      env: { ...process.env, TMPDIR: folder },
    });
    assert.equal(status, 0, stdout + stderr);
  });

  testPackage('the Debian that runs', {
    lower: () => '/',
    unit: 'booted.target',
    older: () => older,
    newer: () => newer,
  });
});
