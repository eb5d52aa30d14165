import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackageFile } from '../support/debian-package-file.ts';
import { testPackage } from '../support/package-behaviour.ts';

const releases = { 'Debian 12': 'bookworm', 'Debian 13': 'trixie' } as const;

/** The smallest Debian that boots. */
function debootstrap(suite: string, folder: string): void {
  const args = [
    '--variant=minbase',
    '--include=systemd-sysv,dbus,procps',
    suite,
    folder,
    'http://deb.debian.org/debian',
  ];
  execFileSync('mmdebstrap', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  // As Debian's installer does.
  writeFileSync(join(folder, 'etc/hostname'), `${suite}\n`);
  writeFileSync(join(folder, 'etc/hosts'), `127.0.0.1 localhost\n127.0.1.1 ${suite}.example.org ${suite}\n`);
}

describe('the Debian package', function () {
  let folder: string;
  let older: string;
  let newer: string;

  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'dma-deb-nightly-'));
    older = debianPackageFile(folder, '0.1.0+test1');
    newer = debianPackageFile(folder, '0.1.0+test2');
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, suite] of Object.entries(releases)) {
    describe(`in a fresh ${name}`, function () {
      before(function () {
        debootstrap(suite, join(folder, suite));
      });

      testPackage(name, {
        lower: () => join(folder, suite),
        unit: 'multi-user.target',
        older: () => older,
        newer: () => newer,
      });
    });
  }
});
