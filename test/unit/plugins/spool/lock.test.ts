import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
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
      `another dma deliver (process ${process.pid}) works on ${scratch()}; waiting to take over from it`,
    ]);
    assert.equal(held!.isHeld(), true);
  });
});
