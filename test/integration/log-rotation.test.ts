import assert from 'node:assert/strict';
import { readFileSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';
import { SpoolStage } from '../support/spool-stage.ts';

describe('log_notify.log, rotated while dma deliver runs', function () {
  let stage: SpoolStage;
  let program: RunningDma;
  let file: string;

  before(async function () {
    stage = await SpoolStage.start((folder) => `  log: {file: "${join(folder, 'log_notify.log')}"}\n`);
    file = join(dirname(stage.spool), 'log_notify.log');
    program = stage.deliver({ COLLECTD_INTERVAL: '1' });
  });

  after(async function () {
    program?.child.kill('SIGKILL');
    await program?.exited;
    await stage?.stop();
  });

  it('goes on in a new file, whether it is told so by SIGHUP or not', async function () {
    const time = Math.round(Date.now() / 1000);
    stage.enqueue('web1', 'WARNING', time);
    await until('the first event', 60, () => lines(file).length === 1);
    renameSync(file, `${file}.1`);
    stage.enqueue('web2', 'WARNING', time + 1);
    await until('the second event', 60, () => lines(file).length === 1);
    renameSync(file, `${file}.2`);
    program.child.kill('SIGHUP');
    stage.enqueue('web3', 'WARNING', time + 2);
    await until('the third event', 60, () => lines(file).length === 1);
    const hosts = [`${file}.1`, `${file}.2`, file].map((path) =>
      lines(path).map((line) => line.split(' ')[2]),
    );
    assert.deepEqual(hosts, [['web1'], ['web2'], ['web3']]);
    assert.deepEqual([program.child.exitCode, program.child.signalCode], [null, null], 'SIGHUP ends nothing');
  });
});

/** Returns the complete lines of a file; a file that was only just created has none. */
function lines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}
