import assert from 'node:assert/strict';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { OwnDebian } from '../support/own-debian.ts';
import { until } from '../support/until.ts';

const units = join(packageRoot, 'conf/systemd');
const raw = 'memory/memory-used';

/** The units and the change of dma.conf that docs/relay.md names, and a collectd that does not wait for Redis. */
const prepare = `cp '${units}/dma-relay.socket' '${units}/dma-relay.service' etc/systemd/system/
cp -r '${units}/collectd.service.d' etc/systemd/system/
sed -i 's/redis-server.service valkey-server.service//' etc/systemd/system/collectd.service.d/50-dma.conf
sed -i 's/Port "6379"/Port "6378"/' etc/collectd/collectd.conf.d/dma.conf
systemctl --root="$root" enable dma-relay.socket >&2`;

describe('a boot with dma-relay.socket', function () {
  let debian: OwnDebian;

  before(function () {
    debian = new OwnDebian(10, prepare);
  });

  after(() => debian?.machine.stop());

  it('loses no sample, although Redis starts ten seconds after collectd', async function () {
    await debian.redis();
    await until('raw data', 60, () => debian.samples(raw)! > 0);
    const [first] = debian.machine.run('redis-cli', 'zrange', `collectd/booted/${raw}`, '0', '0')!.split(':');
    const uptime = /uptime_in_seconds:(\d+)/.exec(debian.machine.run('redis-cli', 'info', 'server')!)![1];
    const started = Date.now() / 1000 - Number(uptime);
    assert.ok(Number(first) < started - 1, `${first}, Redis started at ${started}`);
    assert.equal(log().match(/ZADD command error/g), null);
  });

  it('goes on after a restart of Redis, without one of collectd', async function () {
    const before = mainPid('collectd');
    await go('systemctl', 'restart', 'redis-server');
    await untilNewSamples();
    assert.equal(mainPid('collectd'), before);
  });

  it('restarts collectd with the relay, which write_redis would not connect to again', async function () {
    const [relay, collectd] = [mainPid('dma-relay'), mainPid('collectd')];
    await go('systemctl', 'restart', 'dma-relay');
    await until('another collectd', 60, () => !['0', collectd].includes(mainPid('collectd')));
    await untilNewSamples();
    assert.notEqual(mainPid('dma-relay'), relay);
  });

  it('restarts collectd with a relay that was killed', async function () {
    const [relay, collectd] = [mainPid('dma-relay'), mainPid('collectd')];
    await go('kill', '-9', relay);
    await until('another collectd', 60, () => !['0', collectd].includes(mainPid('collectd')));
    await untilNewSamples();
  });

  it('reads dma.yaml anew without an end of the connection', async function () {
    const [relay, collectd] = [mainPid('dma-relay'), mainPid('collectd')];
    await go('systemctl', 'reload', 'dma-relay');
    await until('a line', 60, () =>
      debian.machine
        .run('journalctl', '-u', 'dma-relay', '--no-pager')
        ?.includes('the configuration is read anew'),
    );
    await untilNewSamples();
    assert.deepEqual([mainPid('dma-relay'), mainPid('collectd')], [relay, collectd]);
  });

  async function go(...command: string[]): Promise<void> {
    await until(command.join(' '), 60, () => debian.machine.run(...command) !== undefined);
  }

  function mainPid(service: string): string {
    return debian.machine.run('systemctl', 'show', '-p', 'MainPID', '--value', service) ?? '0';
  }

  function log(): string {
    return debian.machine.run('cat', '/var/log/collectd.log') ?? '';
  }

  async function untilNewSamples(): Promise<void> {
    const from = Date.now() / 1000;
    await until(`samples after ${from}`, 60, () => {
      const newest = debian.machine.run('redis-cli', 'zrange', `collectd/booted/${raw}`, '-1', '-1');
      return Number(newest?.split(':')[0]) > from + 2;
    });
  }
});
