import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { startDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { until } from '../support/until.ts';

describe('dma predict at a Redis that does not stop to tell names', function () {
  const scratch = scratchFolder();

  it('ends at SIGTERM in the middle of them', async function () {
    let scans = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => {
        const isScan = data.includes('SSCAN');
        if (isScan) scans += 1;
        socket.write(isScan ? '*2\r\n$2\r\n17\r\n*1\r\n$1\r\nx\r\n' : '+OK\r\n');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const config = join(scratch(), 'dma.yaml');
    writeFileSync(
      config,
      `redis: {url: "redis://127.0.0.1:${port}"}\ncache: off\nspool: ${join(scratch(), 'spool')}\n`,
    );
    const { child, exited, output } = startDma(['predict', '--config', config], { COLLECTD_HOSTNAME: 'h' });
    await until('many scans', 60, async () => scans > 100);
    child.kill('SIGTERM');
    assert.deepEqual([await exited, output.stderr], [0, '']);
    server.close();
  });
});
