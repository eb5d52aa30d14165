import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { KnownSecrets } from '../../notifiers/secrets/known-secrets.ts';
import { createLogger } from '../../plugins/process/logger.ts';
import { lockSpool } from '../../plugins/spool/lock.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { until } from '../support/until.ts';

const lockModule = pathToFileURL(join(import.meta.dirname, '../../plugins/spool/lock.ts')).href;
/** Says "locked" when it has the lock, and keeps it. */
const program = `
import { lockSpool } from ${JSON.stringify(lockModule)};
const say = (text) => process.stderr.write(text);
await lockSpool(process.argv[1], { info: say, warn: say, error: say }, new AbortController().signal);
process.stdout.write('locked');
setInterval(() => undefined, 1000);
`;

describe('the lock of a spool', function () {
  const scratch = scratchFolder();
  const said: string[] = [];
  const logger = createLogger('test', (line) => said.push(line), new KnownSecrets());
  const children: ChildProcess[] = [];
  beforeEach(() => said.splice(0));
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
  });

  async function otherProcess(): Promise<ChildProcess> {
    const args = ['--import', 'tsx', '--input-type=module', '--eval', program, scratch()];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await once(child.stdout, 'data');
    return child;
  }

  it('is had at once when nobody has it, and says whose it is', async () => {
    const unlock = await lockSpool(scratch(), logger, new AbortController().signal);
    assert.equal(readFileSync(join(scratch(), 'lock'), 'utf8'), `${process.pid}\n`);
    unlock!.free();
    assert.deepEqual(said, []);
    const again = await lockSpool(scratch(), logger, new AbortController().signal);
    again!.free();
  });

  it('is waited for, which is said once, and had when the other one is killed', async () => {
    const other = await otherProcess();
    const waiting = lockSpool(scratch(), logger, new AbortController().signal);
    let isLocked = false;
    void waiting.then(() => (isLocked = true));
    await until('its words', 60, () => said.length > 0);
    assert.equal(isLocked, false);
    assert.deepEqual(said, [
      `test: another dma deliver (process ${other.pid}) works on ${scratch()}; waiting to take over from it\n`,
    ]);
    other.kill('SIGKILL');
    const unlock = await waiting;
    assert.ok(unlock);
    unlock.free();
    assert.deepEqual(said.slice(1), [`test: took over ${scratch()}\n`]);
  });

  it('is waited for no longer when that is aborted', async () => {
    await otherProcess();
    const stop = new AbortController();
    const waiting = lockSpool(scratch(), logger, stop.signal);
    setTimeout(() => stop.abort(), 100);
    assert.equal(await waiting, undefined);
    assert.equal(await lockSpool(scratch(), logger, AbortSignal.abort()), undefined);
    const opened = readdirSync('/proc/self/fd').map((name) => {
      const path = join('/proc/self/fd', name);
      return existsSync(path) ? readlinkSync(path) : '';
    });
    assert.deepEqual(
      opened.filter((path) => path === join(scratch(), 'lock')),
      [],
      'it is not left open',
    );
  });

  it('is held as long as its file has its name, and can be had again unless another process was faster', async () => {
    const { signal } = new AbortController();
    const held = await lockSpool(scratch(), logger, signal);
    for (const lose of [
      () => rmSync(join(scratch(), 'lock')),
      () => renameSync(join(scratch(), 'lock'), join(scratch(), 'other')),
      () => writeFileSync(join(scratch(), 'new'), ''),
    ]) {
      assert.equal(held!.isHeld(), true);
      lose();
      if (existsSync(join(scratch(), 'new'))) renameSync(join(scratch(), 'new'), join(scratch(), 'lock'));
      assert.equal(held!.isHeld(), false);
      assert.equal(await held!.retake(signal), true);
      assert.equal(readFileSync(join(scratch(), 'lock'), 'utf8'), `${process.pid}\n`);
    }
    rmSync(join(scratch(), 'lock'));
    await otherProcess();
    assert.equal(await held!.retake(signal), false);
    assert.equal(held!.isHeld(), false);
    held!.free();
  });

  it('is not had through a file that has lost its name while it was waited for', async () => {
    const other = await otherProcess();
    const waiting = lockSpool(scratch(), logger, new AbortController().signal);
    await until('its words', 60, () => said.length > 0);
    rmSync(join(scratch(), 'lock'));
    const third = await otherProcess();
    other.kill('SIGKILL');
    let isLocked = false;
    void waiting.then(() => (isLocked = true));
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.equal(isLocked, false);
    third.kill('SIGKILL');
    const held = await waiting;
    assert.equal(held!.isHeld(), true);
    held!.free();
  });

  it('is not had through a symlink', async () => {
    symlinkSync(join(scratch(), 'victim'), join(scratch(), 'lock'));
    await assert.rejects(lockSpool(scratch(), logger, new AbortController().signal), { code: 'ELOOP' });
    assert.ok(!existsSync(join(scratch(), 'victim')));
  });

  it('says what is missing where it cannot be had', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = scratch();
    try {
      await assert.rejects(lockSpool(scratch(), logger, new AbortController().signal), /util-linux/);
    } finally {
      process.env['PATH'] = path;
    }
    await assert.rejects(lockSpool(join(scratch(), 'none'), logger, new AbortController().signal), {
      code: 'ENOENT',
    });
  });
});
