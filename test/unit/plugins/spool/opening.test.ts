import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os, { userInfo } from 'node:os';
import { join } from 'node:path';
import { setImmediate as setImmediately } from 'node:timers/promises';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { ConfigError } from '../../../../plugins/process/config-error.ts';
import { createLogger, type Logger } from '../../../../plugins/process/logger.ts';
import { lockSpool } from '../../../../plugins/spool/lock.ts';
import { complainOf, openSpool, type OpeningParts } from '../../../../plugins/spool/opening.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { failing as refused } from '../../../support/failing-disk.ts';
import { heldLock } from '../../../support/held-lock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { withReplaced } from '../../../support/replaced-builtins.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

function fault(code: string): Error {
  return Object.assign(new Error(`${code}: as the system says it`), { code });
}

describe('opening the spool', () => {
  const scratch = scratchFolder();
  let spool: Spool;
  let lines: string[];
  let stop: AbortController;
  let waited: number;
  beforeEach(() => {
    spool = new Spool(nodeDisk, join(scratch(), 'spool'));
    lines = [];
    stop = new AbortController();
    waited = 0;
  });

  const logger = (): Logger => createLogger('test', (line) => lines.push(line.trimEnd()), new KnownSecrets());

  const open = (lock: OpeningParts['lock'] = lockSpool): ReturnType<typeof openSpool> =>
    openSpool(spool, [spool.queue('http')], {
      lock,
      logger: logger(),
      signal: stop.signal,
      now: () => 1000,
      monotonic: () => waited,
      sleep: (seconds) => {
        waited += seconds;
        return setImmediately();
      },
    });

  /** Fails so often, and then does what it should. */
  function failing(code: string, times: number): void {
    const prepare = spool.prepare.bind(spool);
    let left = times;
    spool.prepare = () => {
      if (left-- > 0) throw fault(code);
      prepare();
    };
  }

  it('makes its folders, and frees it for another one', async () => {
    (await open())!.free();
    (await open())!.free();
    assert.deepEqual(spool.queues(), ['http']);
    assert.deepEqual(lines, []);
  });

  it('waits while the disk is full, and says that once', async () => {
    failing('ENOSPC', 2);
    (await open())!.free();
    assert.deepEqual(lines, [
      `test: warning: the spool ${spool.directory} has no space left (ENOSPC: as the system says it); what waits is kept, make space on its disk`,
      `test: the spool ${spool.directory} recovered after 2 s`,
    ]);
  });

  it('makes its folders again that were removed while it waited for the lock', async () => {
    const removeAbandoned = spool.removeAbandoned.bind(spool);
    let isFirst = true;
    spool.removeAbandoned = (now) => {
      if (isFirst) rmSync(spool.directory, { recursive: true });
      isFirst = false;
      removeAbandoned(now);
    };
    (await open())!.free();
    assert.match(lines[0]!, / cannot be used \(ENOENT\): /);
    assert.deepEqual(spool.queues(), ['http']);
  });

  it('frees the lock when it is refused afterwards', async () => {
    spool.removeAbandoned = () => {
      throw fault('EIO');
    };
    await assert.rejects(open(), /EIO: as the system says it$/);
    (await lockSpool(spool.directory, logger(), stop.signal))!.free();
  });

  it('refuses at once what is missing and cannot be made', async () => {
    failing('ENOENT', 1);
    await assert.rejects(open(), /ENOENT: as the system says it$/);
  });

  it('ends without a word when the lock is not waited for any longer', async () => {
    assert.equal(await open(() => Promise.resolve(undefined)), undefined);
    assert.deepEqual(spool.queues(), []);
  });

  it('ends at once when it is told to while the disk is full', async () => {
    failing('EDQUOT', Number.POSITIVE_INFINITY);
    const opened = open();
    setImmediate(() => stop.abort());
    assert.equal(await opened, undefined);
  });

  it('frees the lock when it is told to end while the disk is full', async () => {
    const queue = spool.queue('http');
    queue.prepare = () => {
      throw fault('ENOSPC');
    };
    let freed = 0;
    const opened = openSpool(spool, [queue], {
      lock: async () => ({ ...heldLock, free: () => (freed += 1) }),
      logger: logger(),
      signal: stop.signal,
      now: () => 1000,
      monotonic: () => 0,
      sleep: async () => stop.abort(),
    });
    assert.equal(await opened, undefined);
    assert.equal(freed, 1);
  });

  it('names the user by its number where it has no name, as in a container', async () => {
    failing('EROFS', 1);
    await withReplaced(os, { userInfo: refused('ENOENT') }, () =>
      assert.rejects(open(), { message: new RegExp(` as user ${process.getuid!()}: EROFS: `) }),
    );
  });

  it('asks for its owner where nobody may look at it', async () => {
    spool = new Spool({ ...nodeDisk, status: refused('EACCES') }, join(scratch(), 'spool'));
    failing('EACCES', 1);
    await assert.rejects(open(), /; give \S+\/spool to this user \(chown -R\), or start /);
  });

  for (const [code, cure] of [
    ['EACCES', 'chown'],
    ['EPERM', 'chown'],
    ['ENOTDIR', 'remove what is in the place'],
    ['EROFS', 'mount'],
  ] as const)
    it(`refuses, in one line with what to do, where it meets ${code}`, async () => {
      mkdirSync(spool.directory);
      failing(code, 1);
      await assert.rejects(open(), (error: Error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal((error.cause as NodeJS.ErrnoException).code, code);
        const start = `spool: cannot use ${spool.directory} as ${userInfo().username}: `;
        assert.ok(error.message.startsWith(start), error.message);
        assert.match(error.message, new RegExp(`${code}: as the system says it; .*${cure}`));
        return true;
      });
    });

  it('refuses what is no folder, and says what to do', async () => {
    mkdirSync(spool.directory);
    writeFileSync(join(spool.directory, 'new'), '');
    await assert.rejects(
      open(),
      /^ConfigError: spool: cannot use \S+ as \S+: EEXIST: [^;]*; remove what is in the place of that folder$/,
    );
  });

  it('takes for a fault of the file system only what is one', () => {
    const { log, said } = recordedLog();
    for (const code of ['EIO', 'EIO', 'ENOSPC']) complainOf(spool, fault(code), log, 'queue of http');
    assert.deepEqual(
      said().map((line) => line.replaceAll(scratch(), '')),
      [
        'warning: the queue of http in the spool /spool cannot be used (EIO): EIO: as the system says it; trying again',
        'warning: the queue of http in the spool /spool has no space left (ENOSPC: as the system says it); what waits is kept, make space on its disk',
      ],
    );
    complainOf(spool, fault('EACCES'), log, 'reserve');
    assert.match(
      said()[0]!,
      /reserve .* cannot be used \(EACCES\): .*; make it: install -d -o .*; trying again$/,
    );
    spool.prepare();
    complainOf(spool, fault('EACCES'), log, 'queue of log');
    assert.match(said()[0]!, /queue of log .* \(EACCES\): .*; give \S+ to this user .*; trying again$/);
    assert.throws(() => complainOf(spool, new TypeError('a bug'), log), /a bug/);
  });
});
