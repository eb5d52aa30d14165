import assert from 'node:assert/strict';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { OwnDebian } from '../support/own-debian.ts';
import { until } from '../support/until.ts';

const dropIn = join(packageRoot, 'conf/systemd/collectd.service.d');
const raw = 'memory/memory-used';
const risk = 'dma-memory/percent-risk';

describe('a boot', function () {
  let debian: OwnDebian | undefined;

  afterEach(async function () {
    await debian?.machine.stop();
  });

  it('leaves raw data and predictions in a Redis that is slow to start, with the drop-in for collectd', async function () {
    debian = new OwnDebian(3, `cp -r '${dropIn}' etc/systemd/system/`);
    await debian.redis();
    await until('raw data', 60, () => debian!.samples(raw)! > 0);
    await until('predictions', 60, () => debian!.samples(risk)! > 0);
  });

  // Without this, the test above might pass because of something else.
  it('leaves no raw data without the drop-in', async function () {
    debian = new OwnDebian(3, '');
    await debian.redis();
    await until('an error of write_redis', 60, () =>
      debian!.machine.run('grep', '-m1', 'ZADD command error', '/var/log/collectd.log'),
    );
    assert.equal(debian.samples(raw), 0);
  });
});
