import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnsibleDebian } from '../support/ansible-debian.ts';
import { debianPackageFile } from '../support/debian-package-file.ts';
import { debianReleases, debootstrap } from '../support/debootstrap.ts';
import { readmeInstallation, sudoForRoot } from '../support/readme-installation.ts';

const mainPid = 'systemctl show -p MainPID --value dma-predict dma-deliver';
const log = '/var/log/collectd-dma/other.log';

describe('the Ansible role', function () {
  let folder: string;
  let file: string;

  before(function () {
    this.timeout(900_000);
    folder = mkdtempSync(join(tmpdir(), 'dma-ansible-'));
    file = debianPackageFile(folder, '0.1.0+test1');
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [name, suite] of Object.entries(debianReleases)) {
    describe(`in a fresh ${name}`, function () {
      let debian: AnsibleDebian;

      before(function () {
        const lower = join(folder, suite);
        debootstrap(suite, lower, ['ansible-core', 'python3-apt']);
        debian = new AnsibleDebian(lower, file);
      });
      after(() => debian?.stop());

      it('installs everything in one run', async () => {
        await debian.until('the boot', 120, 'systemctl is-active --quiet multi-user.target');
        const { changed, failed, output } = debian.apply({});
        assert.equal(failed, 0, output);
        assert.ok(changed > 0, output);
        const services = 'redis-server collectd dma-predict dma-deliver';
        debian.sh(`systemctl is-active ${services} && systemctl is-enabled ${services}`);
      });

      it('changes nothing in the second run', () => {
        const { changed, failed, output } = debian.apply({});
        assert.deepEqual([changed, failed], [0, 0], output);
      });

      it('has made what dma check is content with, and memory is read every second', async () => {
        await debian.until('dma check', 180, `${sudoForRoot}\n${readmeInstallation().check}`, 2);
        await debian.until(
          'a prediction of memory',
          120,
          `redis-cli --scan --pattern 'collectd/*/dma-memory/percent-risk' | grep -q .`,
        );
        debian.sh(`! grep -q '^LoadPlugin memory' /etc/collectd/collectd.conf`);
      });

      it('writes dma.yaml, and reloads it without a restart', async () => {
        const before = debian.sh(mainPid);
        const variables = { collectd_dma_config: { notifiers: { log: { file: log } } } };
        const { changed, failed, output } = debian.apply(variables);
        assert.deepEqual([changed > 0, failed], [true, 0], output);
        assert.equal(debian.sh(mainPid), before);
        debian.sh('test "$(stat -c "%U:%G %a" /etc/collectd-dma/dma.yaml)" = "root:collectd-dma 640"');
        await debian.until(
          'the reload',
          60,
          'journalctl -u dma-deliver | grep -q "configuration is read anew"',
        );
        assert.equal(debian.apply(variables).changed, 0);
      });

      it('writes files of collectd, and the environment of the services', () => {
        const variables = {
          collectd_dma_collectd_files: { 'own.conf': '# mine\n' },
          collectd_dma_environment: { OS_PASSWORD: 'a secret' },
        };
        const { failed, output } = debian.apply(variables);
        assert.equal(failed, 0, output);
        assert.doesNotMatch(output, /a secret/);
        debian.sh(`grep -qx '# mine' /etc/collectd/collectd.conf.d/own.conf
          test "$(stat -c "%U:%G %a" /etc/default/collectd-dma)" = "root:root 600"
          tr '\\0' '\\n' <"/proc/$(systemctl show -p MainPID --value dma-deliver)/environ" | grep -qx 'OS_PASSWORD=a secret'`);
        assert.equal(debian.apply(variables).changed, 0);
      });

      it('refuses an invalid dma.yaml, and leaves the one before in place', () => {
        const { failed, output } = debian.apply({ collectd_dma_config: { notifiers: { nobody: {} } } });
        assert.equal(failed, 1);
        assert.match(output, /failed to validate/);
        debian.sh(`grep -q ${log} /etc/collectd-dma/dma.yaml`);
      });
    });
  }
});
