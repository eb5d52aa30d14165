import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SoakResult } from '../../tools/lab/soak/result.ts';
import { startScript, type RunningDma } from '../support/run-dma.ts';
import { until } from '../support/until.ts';

const script = 'tools/lab/soak/run.ts';

/** Long enough for one whole leak. A soak that can judge memory takes minutes more. */
describe('npm run soak', function () {
  let folder: string;
  let running: RunningDma | undefined;

  beforeEach(function () {
    folder = mkdtempSync(join(tmpdir(), 'soak-'));
    // collectd's programs run as another user.
    chmodSync(folder, 0o755);
  });

  afterEach(async function () {
    running?.child.kill('SIGKILL');
    await running?.exited;
    rmSync(folder, { recursive: true, force: true });
  });

  it('finds descriptors and threads flat, and no event lost', async function () {
    running = startScript(script, ['--hours', '0.2', '--json'], { TMPDIR: folder });
    const code = await running.exited;
    const { stdout, stderr } = running.output;
    assert.equal(stderr, '');
    const result = JSON.parse(stdout) as SoakResult;
    // On a busy machine a leak may be seen too late; nothing excuses these faults.
    assert.deepEqual(
      result.faults.filter((fault) => /lost|grows|started again/.test(fault)),
      [],
    );
    assert.equal(code, result.faults.length === 0 ? 0 : 1, result.faults.join('; '));
    const verdicts = new Map(
      result.judged.map(({ program, quantity, verdict }) => [`${program} ${quantity}`, verdict]),
    );
    for (const program of ['dma predict', 'dma deliver']) {
      for (const quantity of ['descriptors', 'threads'])
        assert.equal(verdicts.get(`${program} ${quantity}`), 'flat');
      for (const quantity of ['resident', 'heap'])
        assert.equal(verdicts.get(`${program} ${quantity}`), 'too-short');
    }
    for (const { program, quantity, highest } of result.judged)
      assert.ok(highest > 0, `${program}: ${quantity}`);
    const { alerts } = result;
    assert.ok(alerts.leaks > 0 && alerts.alerted > 0);
    assert.ok(alerts.delivered >= 2);
    assert.equal(alerts.lost, 0);
    assert.ok(result.machinesGone > 0);
    assert.deepEqual(leftIn(folder), []);
  });

  it('prints what it has when it is ended early, and leaves nothing behind', async function () {
    running = startScript(script, ['--hours', '1'], { TMPDIR: folder });
    await until('its dma predict', 60, () => leftIn(folder).some((stack) => hasProbes(join(folder, stack))));
    running.child.kill('SIGINT');
    await running.exited;
    assert.match(running.output.stdout, /^events: \d+ notified, \d+ delivered, 0 lost/m);
    assert.deepEqual(leftIn(folder), []);
  });

  it('refuses a pace at which rounds would come too fast', async function () {
    running = startScript(script, ['--pace', '25']);
    assert.equal(await running.exited, 2);
    assert.match(running.output.stderr, /^--pace 25: expected a number from 1 to 24$/m);
  });
});

/** Returns true when both programs have reported their heap. */
function hasProbes(stack: string): boolean {
  const logs = join(stack, 'log');
  return existsSync(logs) && readdirSync(logs).filter((name) => /^heap-\d+$/.test(name)).length === 2;
}

/** Returns the folders of stacks that were not removed. */
function leftIn(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => name.startsWith('collectd-dma-'));
}
