import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianPackageFile, withVersion } from '../support/debian-package-file.ts';
import { debianReleases, debootstrap } from '../support/debootstrap.ts';
import { testPackage } from '../support/package-behaviour.ts';

describe('the Debian package', function () {
  let folder: string;
  let older: string;
  let newer: string;

  before(function () {
    this.timeout(900_000);
    folder = mkdtempSync(join(tmpdir(), 'dma-deb-nightly-'));
    older = debianPackageFile(folder, '0.1.0+test1');
    newer = withVersion(older, '0.1.0+test2');
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, suite] of Object.entries(debianReleases)) {
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
