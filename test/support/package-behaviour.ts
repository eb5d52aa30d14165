import assert from 'node:assert/strict';
import { PackagedDebian } from './packaged-debian.ts';
import { readmeInstallation, sudoForRoot } from './readme-installation.ts';

/** A Debian to try the package in, and two versions of the package in one folder. */
export interface PackageTrial {
  readonly lower: () => string;
  readonly unit: string;
  readonly older: () => string;
  readonly newer: () => string;
}

const { check, everySecond } = readmeInstallation();
const services = 'dma-predict dma-deliver';
const conf = '/etc/collectd/collectd.conf.d/dma.conf';
/** A command that fails until Redis has a sample of the last 20 s. */
const samplesArrive = `newest=$(redis-cli --raw zrange "$(redis-cli --raw --scan --pattern 'collectd/*/load/load')" -1 -1 withscores | tail -n 1)
  test $(($(date +%s) - \${newest%.*})) -lt 20`;
const log = '/var/log/collectd-dma/log_notify.log';

/** Sends a FAILURE of one host after the other, as collectd does, until /tmp/enough exists, and keeps their number. */
const sendNotifications = `number=0
  until test -e /tmp/enough; do
    number=$((number + 1))
    printf 'Severity: FAILURE\\nTime: %s\\nHost: host%s\\nPlugin: dma\\nPluginInstance: memory\\nType: percent\\nTypeInstance: risk\\n\\nIt happens.\\n' \
      "$(date +%s.%N)" "$number" | setpriv --reuid collectd-dma --regid collectd-dma --clear-groups /usr/bin/dma-enqueue || exit 1
    sleep 0.05
  done
  echo "$number" >/tmp/sent`;

/** Tests of the package in one boot of a Debian: each goes on where the one before has ended. */
export function testPackage(name: string, trial: PackageTrial): void {
  describe(`the Debian package on ${name}`, function () {
    // What dpkg does for seconds takes minutes where others use the disk and the processors.
    this.timeout(900_000);
    let debian: PackagedDebian;

    before(function () {
      const { lower, unit, older } = trial;
      debian = new PackagedDebian(lower(), older(), unit);
    });
    after(() => debian?.stop());

    it('works after the reboot that follows the installation, with nothing edited', async () => {
      await debian.until(
        'all services',
        120,
        `systemctl is-active --quiet ${services} collectd redis-server`,
      );
      await debian.until('its values', 120, `redis-cli --scan --pattern 'collectd/*/dma-self/*' | grep -q .`);
      for (const service of services.split(' ')) {
        const user = debian.sh(`stat -c %U "/proc/$(systemctl show -p MainPID --value ${service})"`);
        assert.equal(user, 'collectd-dma');
      }
      const hosts = debian.sh(`redis-cli --raw --scan --pattern 'collectd/*/*' | cut -d/ -f2 | sort -u`);
      assert.match(hosts, /^\S+$/, 'dma has the host name of collectd');
      assert.equal(debian.sh(`systemctl is-enabled ${services} | sort -u`), 'enabled');
    });

    it('predicts memory that is read every second, by the commands that it said, as README and README.Debian do', async () => {
      const said = debian.sh('cat /opt/apt.log');
      const documented = debian.sh('cat /usr/share/doc/collectd-dma/README.Debian');
      assert.equal(everySecond.length, 3);
      for (const command of everySecond) {
        assert.ok(said.includes(command), `${command}: ${said}`);
        assert.ok(documented.includes(command), command);
      }
      debian.sh(`${sudoForRoot}\n${everySecond.join(' && ')}`);
      const memory = `$(redis-cli --raw --scan --pattern 'collectd/*/memory/memory-used')`;
      await debian.until(
        'two samples a second apart',
        60,
        `redis-cli --raw zrange "${memory}" -2 -1 withscores | sed -n '2~2p' | sort | xargs sh -c 'awk "BEGIN { exit !($1 - $0 < 5) }"'`,
      );
      await debian.until(
        'a prediction of memory',
        120,
        `redis-cli --scan --pattern 'collectd/*/dma-memory/percent-risk' | grep -q .`,
      );
    });

    it('passes dma check', async () => {
      await debian.until('dma check', 300, `${sudoForRoot}\n${check}`, 2);
    });

    it('is upgraded with both programs running, and no notification is lost', async () => {
      const before = debian.sh(`systemctl show -p MainPID --value ${services} collectd`);
      debian.sh(`(${sendNotifications}) >/tmp/not-sent.log 2>&1 &`);
      await debian.until('the first event', 60, `grep -q ' host1 ' ${log}`);
      const said = debian.install(trial.newer());
      debian.sh('touch /tmp/enough');
      await debian.until('all notifications to be sent', 120, 'test -s /tmp/sent');
      assert.equal(debian.sh('cat /tmp/not-sent.log'), '');
      const sent = debian.sh('cat /tmp/sent');
      await debian.until('the last event', 120, `grep -q ' host${sent} ' ${log}`);
      const told = debian.sh(`grep -oE ' host[0-9]+ ' ${log} | sort -u | wc -l`);
      assert.equal(told, sent);
      const [predict, deliver, collectd] = debian
        .sh(`systemctl show -p MainPID --value ${services} collectd`)
        .split(/\n+/);
      const [oldPredict, oldDeliver, oldCollectd] = before.split(/\n+/);
      assert.notEqual(predict, oldPredict);
      assert.notEqual(deliver, oldDeliver);
      assert.equal(collectd, oldCollectd, `collectd need not be restarted: ${said}`);
      assert.match(debian.sh('dma --version'), /^\d+\.\d+\.\d+ \(/);
    });

    it('keeps a configuration that was edited, and a file that was removed, over an upgrade', () => {
      debian.sh(`echo '# mine' >>/etc/collectd-dma/dma.yaml; echo '# mine' >>/etc/collectd/collectd.conf.d/dma.conf
        rm /etc/collectd/collectd.conf.d/dma-memory.conf`);
      debian.install(trial.older());
      for (const file of ['/etc/collectd-dma/dma.yaml', '/etc/collectd/collectd.conf.d/dma.conf'])
        assert.equal(debian.sh(`tail -n 1 ${file}`), '# mine');
      assert.equal(debian.said('test -e /etc/collectd/collectd.conf.d/dma-memory.conf'), undefined);
      // Without it memory is silent, and the checks after this one find that.
      debian.sh(`${sudoForRoot}\n${everySecond.slice(1).join(' && ')}`);
    });

    it('runs shards in place of one dma predict, and restarts them with an upgrade', async () => {
      debian.sh(`echo DMA_SHARDS=2 >>/etc/default/collectd-dma
        systemctl disable --now dma-predict && systemctl enable --now dma-predict@0 dma-predict@1`);
      await debian.until(
        'the reports of both',
        120,
        `test "$(redis-cli --scan --pattern 'collectd/*-shard[01]/dma-self/gauge-shards' | wc -l)" = 2`,
      );
      await debian.until('dma check', 300, `${sudoForRoot}\n${check}`, 2);
      const before = debian.sh('systemctl show -p MainPID --value dma-predict@0 dma-predict@1').split(/\n+/);
      debian.install(trial.older());
      const after = debian.sh('systemctl show -p MainPID --value dma-predict@0 dma-predict@1').split(/\n+/);
      assert.ok(
        !after.includes('0') && !after.some((pid) => before.includes(pid)),
        [...before, ...after].join(' '),
      );
      assert.equal(debian.said('systemctl is-active --quiet dma-predict'), undefined);
    });

    it('is removed with its services and out of collectd, and is back as it was after another installation', async () => {
      // By the commands of docs/relay.md.
      debian.sh(`sed -i 's/Port "6379"/Port "6378"/' ${conf}
        systemctl enable --now dma-relay.socket && systemctl restart collectd`);
      await debian.until('the relay', 60, 'systemctl is-active --quiet dma-relay');
      await debian.until('samples by the relay', 120, samplesArrive);
      const dmaConf = debian.sh(`cat ${conf}`);
      debian.sh('dpkg -r collectd-dma');
      assert.equal(debian.said('pgrep -u collectd-dma'), undefined);
      // 6378, on which somebody listens.
      assert.equal(debian.said(`grep -i ':18EA 00000000:0000 0A' /proc/net/tcp`), undefined);
      assert.equal(debian.sh('systemctl is-active collectd'), 'active');
      assert.equal(debian.said('ls /etc/collectd/collectd.conf.d/dma*.conf'), undefined);
      assert.equal(debian.said('ls /usr/bin/dma /usr/lib/collectd-dma'), undefined);
      debian.sh('test -s /etc/collectd-dma/dma.yaml && test -d /var/spool/collectd-dma');

      debian.install(trial.newer());
      assert.equal(debian.sh('tail -n 1 /etc/collectd/collectd.conf.d/dma.conf'), '# mine');
      await debian.until(
        'what ran before',
        60,
        'systemctl is-active --quiet dma-deliver dma-predict@0 dma-predict@1 dma-relay.socket',
      );
      await debian.until('samples by the relay', 120, samplesArrive);
      debian.sh(`systemctl disable --now dma-predict@0 dma-predict@1 && systemctl enable --now dma-predict`);
      assert.equal(debian.sh(`cat ${conf}`), dmaConf);
    });

    it('is purged without a trace but its user', () => {
      debian.sh('dpkg -P collectd-dma');
      const left = debian.sh(
        `find /etc /usr /var -name '*dma*' -newer /opt/apt.log | grep -v ^/var/lib/collectd/ || true`,
      );
      // Its values belong to collectd.
      assert.equal(left, '');
      assert.equal(
        debian.sh(
          `ls -d /etc/collectd-dma /var/spool/collectd-dma /var/log/collectd-dma /usr/share/doc/collectd-dma 2>/dev/null || true`,
        ),
        '',
      );
      assert.equal(debian.sh('systemctl is-active collectd'), 'active');
      debian.sh('getent passwd collectd-dma');
    });

    it('starts at once where it is installed on a running machine', async () => {
      debian.install(trial.newer());
      await debian.until('both services', 60, `systemctl is-active --quiet ${services} collectd`);
      await debian.until('its values', 120, `redis-cli --scan --pattern 'collectd/*/dma-self/*' | grep -q .`);
    });
  });
}
