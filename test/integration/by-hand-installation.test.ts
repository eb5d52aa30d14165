import assert from 'node:assert/strict';
import { packageRoot } from '../../tools/package-root.ts';
import { BootedDebian } from '../support/booted-debian.ts';
import { byHandInstallation } from '../support/by-hand-installation.ts';
import { DebianMachine } from '../support/debian-machine.ts';
import { sudoForRoot } from '../support/readme-installation.ts';

const steps = byHandInstallation();
const checkout = '/opt/checkout';

/** Debian's own collectd.conf, as far as the libraries of its plugins are here. */
const ownConf = `Hostname "booted"
LoadPlugin syslog
LoadPlugin cpu
LoadPlugin df
LoadPlugin interface
LoadPlugin load
LoadPlugin memory
<Plugin df>
  FSType rootfs
  FSType sysfs
  FSType proc
  FSType devtmpfs
  FSType devpts
  FSType tmpfs
  FSType overlay
  IgnoreSelected true
</Plugin>
<Include "/etc/collectd/collectd.conf.d">
  Filter "*.conf"
</Include>
`;

/** The commands of docs/install.md in a booted Debian; the packing of step 1 is tried in shrinkwrap.test.ts. */
describe('the installation by hand', function () {
  let debian: DebianMachine;

  before(async function () {
    debian = new DebianMachine(
      BootedDebian.start({
        lower: '/',
        megabytes: 600,
        prepare: `mkdir -p opt/checkout etc/collectd/collectd.conf.d usr/local/lib/collectd-dma usr/local/bin
          touch opt/node
          ln -sf /opt/node usr/local/bin/node
          for each in dist node_modules plugins tools package.json; do ln -s "${checkout}/$each" "usr/local/lib/collectd-dma/$each"; done
          printf '%s' "$OWN_CONF" >etc/collectd/collectd.conf`,
        environment: { OWN_CONF: ownConf },
        binds: [`--bind-ro=${packageRoot}:${checkout}`, `--bind-ro=${process.execPath}:/opt/node`],
        unit: 'booted.target',
      }),
    );
    await debian.until('the boot', 120, 'redis-cli ping');
  });
  after(() => debian?.stop());

  /** Runs commands as they are read, in a checkout. */
  function run(...commands: readonly string[]): string {
    return debian.sh(`cd ${checkout}\n${sudoForRoot}\n${commands.join(' && ')}`);
  }

  it('makes the user and its directories, on a machine without systemd as well', () => {
    const state =
      'getent passwd collectd-dma | cut -d: -f6,7; stat -c "%U %G %a" /var/spool/collectd-dma /var/log/collectd-dma';
    run(...steps.userWithoutSystemd);
    const without = run(state);
    run('userdel collectd-dma', 'rmdir /var/spool/collectd-dma /var/log/collectd-dma');
    run(...steps.user);
    assert.equal(run(state), without);
  });

  it('works by the commands of the steps, and passes dma check', async () => {
    run(steps.links, ...steps.configuration, steps.everySecond, steps.order);
    assert.equal(
      debian.said('ls /etc/collectd/collectd.conf.d | tr "\\n" " "'),
      'dma-memory.conf dma-unixsock.conf dma.conf',
    );
    const [restart, check] = steps.start.split(' && ') as [string, string];
    run(restart);
    await debian.until('dma check', 120, `${sudoForRoot}\n${check}`, 2);
    const risk = 'collectd/booted/dma-memory/percent-risk';
    await debian.until('a prediction', 120, `redis-cli --raw exists ${risk} | grep -q 1`);
    assert.match(run('systemctl show -p After collectd'), /redis-server\.service/);
    run('logrotate --debug /etc/logrotate.d/collectd-dma');
  });

  it('leaves nothing behind when it is removed', async () => {
    run(...steps.remove);
    const places = '/etc /run /usr/local/bin /usr/local/lib /var/lib/collectd* /var/log /var/spool';
    assert.equal(run(`find ${places} -xdev \\( -name 'dma*' -o -name '*-dma*' \\) 2>/dev/null || true`), '');
    assert.equal(debian.said('getent passwd collectd-dma'), undefined);
    await debian.until('collectd to go on without it', 60, 'systemctl is-active --quiet collectd');
  });
});
