import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { until } from '../support/until.ts';
import { SpoolStage } from '../support/spool-stage.ts';

/** The exposure that systemd-analyze calls OK ends at 5; ours is below 2. In tenths. */
const mostExposure = 20;
const program = join(packageRoot, 'dist/tools/dma.js');

describe('the systemd units', function () {
  let folder: string;

  before(function () {
    folder = mkdtempSync(join(tmpdir(), 'units-'));
  });

  after(function () {
    rmSync(folder, { recursive: true, force: true });
  });

  for (const name of ['dma-predict.service', 'dma-deliver.service']) {
    it(`are understood by systemd, and confine what they start: ${name}`, function () {
      const shipped = readFileSync(join(packageRoot, 'conf/systemd', name), 'utf8');
      assert.match(shipped, /^ExecStart=dma /m);
      const unit = join(folder, name);
      // systemd-analyze looks for the program, which is not installed here.
      writeFileSync(unit, shipped.replace('ExecStart=dma ', `ExecStart=${program} `));
      const verified = analyze('verify', '--man=no', unit);
      assert.deepEqual([verified.status, verified.output], [0, '']);
      const judged = analyze('security', '--offline=true', `--threshold=${mostExposure}`, '--no-pager', unit);
      assert.equal(judged.status, 0, judged.output);
      assert.match(judged.output, /Overall exposure level/);
    });
  }
});

describe('dma deliver with the privileges of its unit', function () {
  it('works without any, and with none to gain', async function () {
    const stage = await SpoolStage.start();
    const asRoot = process.getuid?.() === 0 ? ['--inh-caps=-all', '--bounding-set=-all'] : [];
    const config = join(stage.spool, '../dma.yaml');
    const child = spawn(
      'setpriv',
      ['--no-new-privs', ...asRoot, process.execPath, program, 'deliver', '--config', config],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    try {
      stage.enqueue('web1', 'WARNING', Math.round(Date.now() / 1000));
      await until('the event', 60, () => stage.received.length === 1);
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      assert.match(status, /^NoNewPrivs:\s1$/m);
      if (asRoot.length > 0) assert.match(status, /^CapBnd:\s0+$/m);
    } finally {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
      await stage.stop();
    }
  });
});

function analyze(...args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  if (error) throw new Error('systemd-analyze is needed (tools/test installs it)', { cause: error });
  return { status, output: stdout + stderr };
}
