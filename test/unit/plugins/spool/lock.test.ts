import assert from 'node:assert/strict';
import { readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lockSpool, type SpoolLock } from '../../../../plugins/spool/lock.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the lock of a spool', () => {
  const scratch = scratchFolder();
  const path = process.env['PATH'];
  let said: string[];
  let held: SpoolLock | undefined;

  beforeEach(() => ([said, held] = [[], undefined]));
  afterEach(() => {
    process.env['PATH'] = path;
    held?.free();
  });

  const say = (text: string) => said.push(text);
  const lock = (signal = new AbortController().signal) =>
    lockSpool(scratch(), { info: say, warn: say, error: say }, signal);

  /** Puts a program in the place of `flock`. */
  function replaceFlock(...lines: string[]): void {
    writeFileSync(join(scratch(), 'flock'), ['#!/bin/sh', ...lines, ''].join('\n'), { mode: 0o755 });
    process.env['PATH'] = `${scratch()}${delimiter}${path}`;
  }

  /** The open descriptors of files that have or had the name of the lock. */
  function opened(): string[] {
    const descriptors = readdirSync('/proc/self/fd').flatMap((descriptor) => {
      try {
        return readlinkSync(`/proc/self/fd/${descriptor}`);
      } catch {
        return [];
      }
    });
    return descriptors.filter((file) => file.startsWith(join(scratch(), 'lock')));
  }

  it('holds the number of the process that has it, whatever was in the file', async () => {
    writeFileSync(join(scratch(), 'lock'), '1234567890123\nand more\n');
    held = await lock();
    assert.equal(readFileSync(join(scratch(), 'lock'), 'utf8'), `${process.pid}\n`);
  });

  it('can be taken again when the file was replaced, unless another process has that one', async () => {
    held = await lock();
    rmSync(join(scratch(), 'lock'));
    assert.equal(held!.isHeld(), false);
    const other = await lock();
    const { signal } = new AbortController();
    assert.deepEqual([await held!.retake(signal), held!.isHeld()], [false, false]);
    other!.free();
    assert.deepEqual([await held!.retake(signal), held!.isHeld()], [true, true]);
    assert.deepEqual(opened(), [join(scratch(), 'lock')], 'the old file is closed');
  });

  it('is not asked for once that is aborted', async () => {
    replaceFlock(`: >'${scratch()}/asked'`);
    assert.equal(await lock(AbortSignal.abort()), undefined);
    assert.deepEqual([said, readdirSync(scratch()).includes('asked')], [[], false]);
  });

  it('needs flock, and says so', async () => {
    process.env['PATH'] = scratch();
    await assert.rejects(lock(), /^Error: the program flock is needed \(Debian: util-linux\)$/);
    assert.deepEqual(opened(), []);
  });

  it('is tried again when flock is ended by a signal, such as by the OOM killer', async () => {
    replaceFlock(
      `PATH='${path}'`,
      `[ -e '${scratch()}/killed' ] && exec flock "$@"`,
      `: >'${scratch()}/killed'`,
      'kill -KILL $$',
    );
    held = await lock();
    assert.equal(held!.isHeld(), true);
    assert.deepEqual(said.slice(1), [`took over ${scratch()}`]);
  });

  it('is not had, with what flock says, when flock fails', async () => {
    replaceFlock('echo flock: no locks available >&2', 'exit 71');
    await assert.rejects(lock(), /^Error: flock ended with 71: flock: no locks available$/);
  });

  it('is not had twice, and not waited for once that is aborted', async () => {
    held = await lock();
    writeFileSync(join(scratch(), 'lock'), 'of another');
    const stop = new AbortController();
    const waiting = lockSpool(
      scratch(),
      {
        info: (text) => {
          said.push(text);
          stop.abort();
        },
        warn: say,
        error: say,
      },
      stop.signal,
    );
    assert.equal(await waiting, undefined);
    assert.deepEqual(said, [
      `another dma deliver (process of another) works on ${scratch()}; waiting to take over from it`,
    ]);
    assert.equal(held!.isHeld(), true);
    assert.equal(readFileSync(join(scratch(), 'lock'), 'utf8'), 'of another');
    assert.equal(opened().length, 1);
  });
});
