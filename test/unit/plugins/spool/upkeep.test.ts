import assert from 'node:assert/strict';
import { mkdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import type { SpoolLock } from '../../../../plugins/spool/lock.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { keepUp, type UpkeepResult } from '../../../../plugins/spool/upkeep.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the upkeep of a spool', () => {
  const scratch = scratchFolder();
  let spool: Spool;
  let said: string[];
  let slept: number[];
  let onSleep: () => void;
  let isHeld: boolean;
  let isRival: boolean;
  const lock: SpoolLock = {
    isHeld: () => isHeld,
    retake: async () => !isRival,
    free: () => undefined,
  };
  beforeEach(() => {
    spool = new Spool(nodeDisk, join(scratch(), 'spool'));
    spool.prepare();
    spool.queue('http').prepare();
    [said, slept, onSleep, isHeld, isRival] = [[], [], () => undefined, true, false];
  });

  function look(): Promise<UpkeepResult> {
    return keepUp(
      {
        spool,
        queues: [spool.queue('http')],
        lock,
        logger: createLogger(
          't',
          (line) => said.push(line.trimEnd().replaceAll(scratch(), '')),
          new KnownSecrets(),
        ),
        sleep: async (seconds) => {
          slept.push(seconds);
          onSleep();
        },
      },
      new AbortController().signal,
    );
  }

  it('does nothing, and waits for nothing, while all is there', async () => {
    assert.equal(await look(), 'kept');
    assert.deepEqual([said, slept], [[], []]);
  });

  it('makes anew what is missing, once a removal under way has had its time, and logs it once', async () => {
    rmSync(join(spool.directory, 'queue'), { recursive: true });
    onSleep = () => rmSync(spool.newDirectory, { recursive: true });
    assert.equal(await look(), 'kept');
    assert.deepEqual(said, [
      't: warning: the spool /spool has lost new, queue; it is made anew, and what waited there is lost',
    ]);
    assert.deepEqual(spool.missing([spool.queue('http')]), []);
    assert.equal(await look(), 'kept');
    assert.equal(said.length, 1);
    assert.deepEqual(slept, [0.5]);
  });

  it('makes way for a folder whose place something else has taken, a link that leads nowhere included', async () => {
    for (const take of [
      (path: string) => symlinkSync('/nowhere', path),
      (path: string) => writeFileSync(path, 'x'),
    ]) {
      said.length = 0;
      rmSync(spool.queue('http').folder, { recursive: true });
      take(spool.queue('http').folder);
      assert.equal(await look(), 'kept');
      assert.deepEqual(said, [
        't: warning: the spool /spool: what was in the place of the folder queue/http is now queue/http.broken',
        't: warning: the spool /spool has lost queue/http; it is made anew, and what waited there is lost',
      ]);
      assert.deepEqual([spool.missing([spool.queue('http')]), spool.queues()], [[], ['http']]);
    }
  });

  it('says nothing of what is there again after that time', async () => {
    rmSync(spool.newDirectory, { recursive: true });
    onSleep = () => mkdirSync(spool.newDirectory);
    assert.equal(await look(), 'kept');
    assert.deepEqual(said, []);
  });

  it('takes the lock anew in a spool that has lost it, also with all the rest', async () => {
    isHeld = false;
    assert.equal(await look(), 'replaced');
    rmSync(spool.directory, { recursive: true });
    assert.equal(await look(), 'replaced');
    assert.deepEqual(said, [
      't: warning: the spool /spool has got another lock file; its lock is taken anew',
      't: warning: the spool /spool was gone; it is made anew, and what waited there is lost',
    ]);
  });

  it('leaves the spool to another process that was faster', async () => {
    [isHeld, isRival] = [false, true];
    assert.equal(await look(), 'taken');
    assert.deepEqual(said, []);
  });

  it('leaves alone the symlink of a spool whose volume is not there', async () => {
    rmSync(spool.directory, { recursive: true });
    symlinkSync('/nowhere', spool.directory);
    await assert.rejects(look(), { code: 'EEXIST' });
    assert.equal(readlinkSync(spool.directory), '/nowhere');
    assert.deepEqual(said, []);
  });

  it('fails where the spool cannot be made', async () => {
    rmSync(spool.directory, { recursive: true });
    writeFileSync(spool.directory, '');
    await assert.rejects(look(), { code: 'ENOTDIR' });
    assert.deepEqual(said, []);
  });
});
