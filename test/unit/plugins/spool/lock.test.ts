import assert from 'node:assert/strict';
import fs, {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { lockSpool, type SpoolLock } from '../../../../plugins/spool/lock.ts';
import { failing } from '../../../support/failing-disk.ts';
import { withReplaced } from '../../../support/replaced-builtins.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { until } from '../../../support/until.ts';

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

  it('is not had by a file that loses its name meanwhile, as when the spool is restored from a backup', async () => {
    replaceFlock(
      `PATH='${path}'`,
      `[ -e '${scratch()}/restored' ] || rm '${scratch()}/lock'`,
      `: >'${scratch()}/restored'`,
      'exec flock "$@"',
    );
    held = await lock();
    assert.equal(held!.isHeld(), true);
    assert.deepEqual(opened(), [join(scratch(), 'lock')]);
    assert.equal(said[0], `another dma deliver works on ${scratch()}; waiting to take over from it`);
  });

  it('is no longer waited for once that is aborted', async () => {
    replaceFlock(`[ "$2" = -n ] && exit 1`, `: >'${scratch()}/waiting'`, 'exec sleep 60');
    const stop = new AbortController();
    const locked = lock(stop.signal);
    await until('flock waits', 20, () => existsSync(join(scratch(), 'waiting')));
    stop.abort();
    assert.equal(await locked, undefined);
    assert.deepEqual([said.length, opened()], [1, []]);
  });

  it('is asked for without waiting, and then for five seconds at a time', async () => {
    replaceFlock(`echo "$@" >>'${scratch()}/asked'`, `[ "$(wc -l <'${scratch()}/asked')" -ge 4 ] || exit 1`);
    held = await lock();
    const { signal } = new AbortController();
    assert.equal(await held!.retake(signal), true);
    assert.deepEqual(readFileSync(join(scratch(), 'asked'), 'utf8').trim().split('\n'), [
      '-x -n 3',
      ...Array<string>(3).fill('-x -w 5 3'),
      '-x -n 3',
    ]);
    assert.deepEqual(said, [
      `another dma deliver works on ${scratch()}; waiting to take over from it`,
      `took over ${scratch()}`,
    ]);
  });

  it('is a file for owner and group, and no symlink that leads to a file of others', async () => {
    const umask = process.umask(0);
    try {
      (await lock())!.free();
    } finally {
      process.umask(umask);
    }
    assert.equal(statSync(join(scratch(), 'lock')).mode & 0o777, 0o640);
    rmSync(join(scratch(), 'lock'));
    writeFileSync(join(scratch(), 'victim'), 'kept');
    symlinkSync('victim', join(scratch(), 'lock'));
    await assert.rejects(lock(), { code: 'ELOOP' });
    assert.equal(readFileSync(join(scratch(), 'victim'), 'utf8'), 'kept');
  });

  it('is had on a full disk, where the number of the process has no room', async () => {
    held = await withReplaced(fs, { writeSync: failing('ENOSPC') }, () => lock());
    assert.equal(held!.isHeld(), true);
  });

  it('is not retaken once that is aborted, and stays as it was', async () => {
    held = await lock();
    assert.equal(await held!.retake(AbortSignal.abort()), false);
    assert.deepEqual([held!.isHeld(), opened().length], [true, 1]);
  });

  it('is not had twice, and not waited for once that is aborted', async () => {
    held = await lock();
    writeFileSync(join(scratch(), 'lock'), 'of another\n');
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
    assert.equal(readFileSync(join(scratch(), 'lock'), 'utf8'), 'of another\n');
    assert.equal(opened().length, 1);
  });
});
