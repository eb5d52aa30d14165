import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDma } from '../support/run-dma.ts';

/** With a heap that would not hold what a bomb grows to. */
const run = (...args: string[]) => runDma(args, { NODE_OPTIONS: '--max-old-space-size=256' });

/** As users meet it: one line on stderr and an exit code, and neither a stack nor a program that waits or grows. */
describe('hostile files on the command line', function () {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hostile-files-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are refused in one line when they should be a dma.yaml', async function () {
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('/dev/zero', at('zeros'));
    writeFileSync(at('big'), '');
    truncateSync(at('big'), 10 * 2 ** 20);
    writeFileSync(at('brackets'), '['.repeat(100_000));
    for (const [command, name, rule] of [
      ['predict', 'pipe', ': is not a regular file; it cannot be a dma.yaml'],
      ['deliver', 'zeros', ': is not a regular file; it cannot be a dma.yaml'],
      ['check', 'big', ': is longer than 131072 bytes; it cannot be a dma.yaml'],
      ['predict', 'brackets', ':1:\\d+: is nested more than 50 levels deep'],
    ] as const) {
      const { code, stdout, stderr } = await run(command, '--config', at(name));
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /^dma: [^\n]*\n$/);
      assert.match(stderr, new RegExp(`^dma: ${at(name)}${rule}`));
    }
  });

  it('are refused in one line when they should be a model', async function () {
    writeFileSync(at('model.json'), `{"a":${'['.repeat(5e6)}${']'.repeat(5e6)},"checksum":"x"}`);
    writeFileSync(
      at('dma.yaml'),
      `targets: {m: {series: "*/a/b", capacity: 1, detector: {svm: "${at('model.json')}"}}}`,
    );
    const { code, stdout, stderr } = await run('predict', '--config', at('dma.yaml'));
    assert.deepEqual([code, stdout], [2, ''], stderr);
    assert.equal(
      stderr,
      `dma: targets.m.detector.svm: ${at('model.json')}: is nested more than 100 levels deep; it cannot be a model\n`,
    );
  });

  it('are refused in one line when they should be a recording', async function () {
    symlinkSync('/dev/zero', at('zeros.csv'));
    const { code, stderr } = await run('backtest', at('zeros.csv'), '--limit', '1');
    assert.equal(code, 1);
    assert.match(
      stderr,
      new RegExp(`^dma: ${at('zeros.csv')}: is longer than 128 MiB; give a shorter part, .*\n$`),
    );
  });
});
