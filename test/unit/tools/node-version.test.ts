import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { complaintAboutImport, complaintAboutNode, minNodeVersion } from '../../../tools/node-version.ts';
import { packageRoot } from '../../../tools/package-root.ts';

const coded = (code: string, message = ''): Error => Object.assign(new Error(message), { code });

describe('the version of Node.js', () => {
  for (const version of ['v20.19.0', 'v20.20.1', 'v22.1.0', 'v100.0.0-nightly'])
    it(`is new enough when it is ${version}`, () => {
      assert.equal(complaintAboutNode(version), undefined);
    });

  for (const version of ['v18.20.8', 'v20.18.3', 'v20.9.0', 'v12.22.12', 'v9.20.0'])
    it(`is too old when it is ${version}`, () => {
      assert.match(
        complaintAboutNode(version)!,
        new RegExp(`^Node.js 20.19 or newer .* this is ${version};`),
      );
    });

  it('is not all that keeps the programs from being loaded', () => {
    for (const [error, text] of [
      [coded('EMFILE'), /^this process may open too few files \(EMFILE\): raise LimitNOFILE=/],
      [coded('ENFILE'), /^this machine has too many open files/],
      [
        coded('EACCES', "open '/x/run-dma.js'"),
        /^its files cannot be read \(open '\/x\/run-dma\.js'\); install/,
      ],
      [
        coded('ERR_MODULE_NOT_FOUND', "Cannot find package 'yaml' imported from /x/y.js"),
        /^it is not installed completely: Cannot find package 'yaml'; install the package again$/,
      ],
    ] as const)
      assert.match(complaintAboutImport(error)!, text);
    assert.equal(complaintAboutImport(new SyntaxError('a bug')), undefined);
  });

  it('is the one in package.json', () => {
    const { engines } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'));
    assert.deepEqual(engines, { node: `>=${minNodeVersion}` });
  });

  it('is said in one line before anything else is imported', () => {
    const stub = `Object.defineProperty(process, 'version', { value: 'v18.20.8' });
      process.on('exit', () => process.stdout.write(process.getActiveResourcesInfo().join() + process.listenerCount('SIGUSR1')));`;
    const args = ['--import', 'tsx', '--import', `data:text/javascript,${encodeURIComponent(stub)}`];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...args, join(packageRoot, 'tools/dma.ts'), 'check'],
      { encoding: 'utf8' },
    );
    assert.match(stderr, /^dma: Node\.js 20\.19 or newer is needed, and this is v18\.20\.8; [^\n]+\n$/);
    assert.equal(stdout.at(-1), '0', 'the process is not guarded yet');
    assert.equal(status, 1);
  });

  it('is looked at by files that import nothing newer and have no syntax of later years', () => {
    const [dma, nodeVersion, hangup] = ['dma', 'node-version', 'process/hangup'].map((name) =>
      readFileSync(join(packageRoot, `tools/${name}.ts`), 'utf8'),
    );
    assert.deepEqual(dma!.match(/^(?:import|export) .*$|\bawait\b/gm), [
      "import { complaintAboutImport, complaintAboutNode } from './node-version.ts';",
      "import { keepHangups } from './process/hangup.ts';",
    ]);
    assert.deepEqual(nodeVersion!.match(/^import .*$/gm), null);
    assert.deepEqual(hangup!.match(/^import .*$/gm), ["import { isatty } from 'node:tty';"]);
    assert.doesNotMatch(dma! + nodeVersion! + hangup!, /\?\?|\?\.|#\w+\(/);
  });
});
