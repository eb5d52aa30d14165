import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../tools/package-root.ts';
import { asRoot, foreignFolder } from '../support/foreign-folder.ts';
import { runDma } from '../support/run-dma.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

describe('root, in a folder of somebody else', () => {
  const scratch = scratchFolder();
  let folder: string;
  let config: string;
  let series: string;
  beforeEach(() => {
    folder = foreignFolder(scratch());
    config = join(scratch(), 'dma.yaml');
    series = join(scratch(), 'used.csv');
    const lines = Array.from({ length: 600 }, (_, second) => `${1_795_226_400 + second},${second % 50}`);
    writeFileSync(series, `t,value\n${lines.join('\n')}\n`);
  });

  const commands: Record<string, () => readonly string[]> = {
    'dma deliver, whose spool it is': () => {
      writeFileSync(config, `spool: ${folder}\nnotifiers: {log: {file: /dev/null}}\n`);
      return ['deliver', '--config', config];
    },
    'dma deliver, whose log it is': () => {
      writeFileSync(
        config,
        `spool: ${join(scratch(), 'spool')}\nnotifiers: {log: {file: ${folder}/events.log}}\n`,
      );
      return ['deliver', '--config', config];
    },
    'dma deliver --try': () => {
      writeFileSync(config, `notifiers: {log: {file: ${folder}/events.log}}\n`);
      return ['deliver', '--config', config, '--try', 'log'];
    },
    'dma predict': () => {
      writeFileSync(
        config,
        `spool: ${folder}\ntargets: {memory: {series: "*/memory/memory-used", limit: 1GiB}}\n`,
      );
      return ['predict', '--config', config];
    },
    'dma backtest --report': () => [
      'backtest',
      series,
      '--limit',
      '60',
      '--report',
      join(folder, 'page.html'),
    ],
    'dma backtest --streams': () => {
      const manifest = join(scratch(), 'manifest.json');
      writeFileSync(
        manifest,
        JSON.stringify({ traces: [{ name: 'a', file: series, threshold: 60, horizon: 10 }] }),
      );
      return ['backtest', '--manifest', manifest, '--streams', join(folder, 'streams')];
    },
    'dma learn --out': () => [
      'learn',
      series,
      '--out',
      join(folder, 'model.json'),

      '--limit',
      '60',
      '--horizon',
      '10',
    ],
  };
  for (const [name, command] of Object.entries(commands))
    it(`writes nothing, and is told who may: ${name}`, async () => {
      const { stderr, code } = await runDma(command(), asRoot);
      assert.match(stderr, /belongs to \S+, who could lead root to any file; run it as that user: sudo -u /);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.notEqual(code, 0);
      assert.deepEqual(readdirSync(folder), []);
    });

  it('writes nothing, and is told who may: dma-enqueue', () => {
    const tools = join(scratch(), 'tools');
    mkdirSync(tools);
    writeFileSync(join(tools, 'id'), '#!/bin/sh\necho 0\n', { mode: 0o755 });
    // A folder that belongs to somebody else also where root does not run the tests.
    const spool = process.getuid!() === 0 ? folder : '/usr';
    const { status, stderr } = spawnSync('/bin/sh', [join(packageRoot, 'plugins/dma-enqueue'), spool], {
      input: 'Severity: OKAY\n',
      encoding: 'utf8',
      env: { PATH: `${tools}:${process.env['PATH']}` },
    });
    assert.match(
      stderr,
      /^dma-enqueue: notification lost: \S+ belongs to \S+, and this is root: run it as that user/,
    );
    assert.equal(status, 1);
    assert.ok(!existsSync(join(spool, 'new')));
  });
});
