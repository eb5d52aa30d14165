import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import type { Batch } from '../../../../notifiers/notifier.ts';
import { runDeliveryLoop } from '../../../../plugins/delivery/delivery-loop.ts';
import { openRoute } from '../../../../plugins/delivery/route-config.ts';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { createLogger, TransitionLog } from '../../../../plugins/process/logger.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { TestResults } from '../../../../plugins/spool/test-results.ts';
import type { SpoolLock } from '../../../../plugins/spool/lock.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { heldLock } from '../../../support/held-lock.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';
import { SimulatedClock } from '../../../support/simulated-clock.ts';

const start = 1_795_226_445;

/** Fails when `isBroken`, with this code. */
function breaking(code: string, isBroken: boolean): void {
  if (isBroken) throw Object.assign(new Error(`${code}: as the system says it`), { code });
}

describe('the loop of deliveries', () => {
  const scratch = scratchFolder();
  let clock: SimulatedClock;
  let disk: Disk;
  let lock: SpoolLock;
  let spool: Spool;
  let said: string[];
  let got: string[];
  let during: (batch: Batch, signal: AbortSignal) => Promise<void>;
  let stop: AbortController;
  /** Settles when the loop has ended. */
  let running: Promise<void> | undefined;
  let waits: number[];

  beforeEach(() => {
    clock = new SimulatedClock(start);
    disk = { ...nodeDisk, space: () => ({ totalBytes: 1, freeBytes: 1 }) };
    lock = { ...heldLock };
    spool = new Spool(disk, join(scratch(), 'spool'));
    spool.prepare();
    spool.queue('log').prepare();
    [said, got, waits, running] = [[], [], [], undefined];
    during = async () => undefined;
    stop = new AbortController();
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  function arrive(host: string, severity = 'WARNING'): void {
    const text = `Severity: ${severity}\nTime: ${clock.now()}\nHost: ${host}\nPlugin: dma\nPluginInstance: memory\nType: percent\nTypeInstance: risk\n\nm\n`;
    writeFileSync(join(spool.newDirectory, `${clock.now().toFixed(9)}.${host}`), text);
  }

  function begin(): void {
    const { now, sleep } = clock;
    const logger = createLogger(
      't',
      (line) => said.push(line.trimEnd().replaceAll(scratch(), '')),
      new KnownSecrets(),
    );
    const notifier = {
      name: 'log',
      maxEvents: 1,
      deliver: async (batch: Batch, signal: AbortSignal) => {
        await during(batch, signal);
        got.push(...batch.events.map(({ severity, host }) => `${severity} ${host}`));
        return { outcome: 'delivered' } as const;
      },
      close: () => undefined,
    };
    running = runDeliveryLoop({
      spool,
      lock,
      notifiers: [{ name: 'log', notifier, route: openRoute }],
      forward: 'dma',
      deadlineSeconds: 86_400,
      logger,
      log: new TransitionLog(logger, now),
      arrivals: {
        next: (seconds, signal) => {
          waits.push(seconds);
          return sleep(seconds, signal);
        },
      },
      signal: stop.signal,
      now,
      monotonic: now,
      random: () => 0.5,
      sleep,
    });
  }

  /** Lets these seconds pass. */
  async function pass(seconds: number): Promise<void> {
    const end = clock.now() + seconds;
    for (let turns = 0; turns < 5; turns++) await turn();
    while (clock.nextTime !== undefined && clock.nextTime <= end) {
      clock.next();
      for (let turns = 0; turns < 5; turns++) await turn();
    }
    if (clock.now() < end) clock.pass(end - clock.now());
  }

  it('attempts a test beside its queue, and never makes two attempts at a time', async () => {
    let underWay = 0;
    const releases: (() => void)[] = [];
    during = async ({ events: [event] }) => {
      assert.equal(underWay++, 0, 'two attempts at a time');
      if (event!.host === 'hangs') await new Promise<void>((resolve) => releases.push(resolve));
      underWay--;
    };
    begin();
    arrive('hangs');
    await pass(2);
    const text = `Severity: OKAY\nTime: ${clock.now()}\nHost: web9\nPlugin: dma\nPluginInstance: self\nType: gauge\nTypeInstance: test_0123456789abcdef\n\nTEST\n`;
    writeFileSync(join(spool.newDirectory, '1.test'), text);
    await pass(2);
    const results = new TestResults(disk, spool.directory);
    assert.deepEqual(results.read('0123456789abcdef')?.notifiers, { log: null });
    releases[0]!();
    await pass(1);
    assert.deepEqual(got, ['WARNING hangs', 'WARNING web9', 'OKAY web9']);
    assert.deepEqual(results.read('0123456789abcdef')?.notifiers, { log: { kind: 'taken' } });
    assert.deepEqual(
      spool.loadState()!.open.map(({ host }) => host),
      ['hangs'],
    );
    assert.ok(said.includes('t: test 0123456789abcdef of dma check: log taken'), said.join('\n'));
  });

  it('delivers what waits and what arrives, looks at the spool every second, and ends when it is told to', async () => {
    const open: string[][] = [];
    during = async (batch) => {
      open.push(batch.open.map(({ host }) => host));
    };
    arrive('web1');
    begin();
    await pass(0);
    assert.deepEqual(got, ['WARNING web1']);
    await pass(0.5);
    arrive('web1', 'OKAY');
    await pass(0.5);
    assert.deepEqual(got, ['WARNING web1', 'OKAY web1']);
    assert.deepEqual([open, new Set(waits)], [[['web1'], []], new Set([1])]);
    stop.abort();
    await running;
    assert.deepEqual([said, spool.listNew(), spool.queue('log').names()], [[], [], []]);
  });

  it('takes a storm without a pause', async () => {
    for (let host = 0; host < 30; host++) arrive(`web${host}`);
    begin();
    await pass(0.5);
    assert.deepEqual([spool.listNew(), got.length], [[], 30]);
  });

  it('takes nothing from a spool that it cannot look after, and says so once', async () => {
    begin();
    await pass(1);
    let isBroken = true;
    disk.status = (path) => {
      breaking('EIO', isBroken && path === join(spool.directory, 'tmp'));
      return nodeDisk.status(path);
    };
    rmSync(join(spool.directory, 'reserve'), { recursive: true, force: true });
    arrive('web1');
    await pass(3);
    assert.deepEqual([got, spool.listNew().length], [[], 1]);
    isBroken = false;
    await pass(1);
    assert.deepEqual(got, ['WARNING web1']);
    assert.match(said[0]!, /^t: warning: the spool \/spool cannot be used \(EIO\)/);
    assert.match(said[1]!, /^t: the spool \/spool recovered after /);
    assert.equal(said.length, 2);
  });

  it('says once that its reserve cannot be used, and delivers', async () => {
    disk.space = () => {
      throw Object.assign(new Error('EIO: as the system says it'), { code: 'EIO' });
    };
    arrive('web1');
    begin();
    await pass(2);
    assert.deepEqual(got, ['WARNING web1']);
    assert.match(
      said.join('\n'),
      /^t: warning: the reserve in the spool \/spool cannot be used \(EIO\)[^\n]*$/,
    );
  });

  it('waits for what is under way when it is told to end', async () => {
    let isDone = false;
    during = (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () =>
          setImmediate(() => {
            isDone = true;
            resolve();
          }),
        );
      });
    arrive('web1');
    begin();
    await pass(2);
    stop.abort();
    await running;
    assert.equal(isDone, true);
  });

  it('waits for a disk that cannot be used when it begins, and says so once', async () => {
    let isBroken = true;
    disk.status = (path) => {
      breaking('EIO', isBroken);
      return nodeDisk.status(path);
    };
    arrive('web1');
    begin();
    await pass(5);
    isBroken = false;
    await pass(1);
    assert.deepEqual(got, ['WARNING web1']);
    assert.equal(
      said[0],
      't: warning: the spool /spool cannot be used (EIO): EIO: as the system says it; trying again',
    );
    assert.match(said[1]!, /^t: the spool \/spool recovered after [56] s$/);
    assert.equal(said.length, 2);
  });

  it('tries again what a full disk did not take, says so once, and delivers what is queued meanwhile', async () => {
    begin();
    await pass(1);
    spool.queue('log').put(0, 'due', exampleEvent({ host: 'db1' }));
    let isBroken = true;
    disk.writeSynced = (path, content) => {
      breaking('ENOSPC', isBroken && path.includes('queue-'));
      nodeDisk.writeSynced(path, content);
    };
    arrive('web1');
    await pass(5);
    isBroken = false;
    await pass(1);
    assert.deepEqual(got, ['WARNING db1', 'WARNING web1']);
    assert.match(said[0]!, /^t: warning: the spool \/spool has no space left \(ENOSPC/);
    assert.match(said[1]!, /^t: the spool \/spool recovered after [56] s$/);
    assert.equal(said.length, 2);
  });

  it('says once that a queue cannot be used, and that it can again', async () => {
    let isBroken = false;
    disk.unlink = (path) => {
      breaking('EROFS', isBroken && path.includes('/queue/'));
      nodeDisk.unlink(path);
    };
    begin();
    await pass(1);
    isBroken = true;
    arrive('web1');
    await pass(3);
    isBroken = false;
    await pass(2);
    assert.deepEqual(got, ['WARNING web1']);
    assert.match(said[0]!, /^t: warning: the queue of log in the spool \/spool cannot be used \(EROFS\)/);
    assert.match(said[1]!, /^t: the queue of log in the spool \/spool recovered after /);
    assert.equal(said.length, 2);
  });

  it('keeps a reserve, and says when the disk has no room for it', async () => {
    let freeBytes = 0;
    disk.space = () => ({ totalBytes: 1e9, freeBytes });
    begin();
    await pass(3);
    const line =
      't: warning: the reserve in the spool /spool is not whole: its disk is nearly full; make space before alerts are lost';
    assert.deepEqual(said, [line]);
    freeBytes = 1e9;
    await pass(1);
    assert.equal(readdirSync(join(spool.directory, 'reserve')).length, 64);
    assert.match(said[1]!, /^t: the reserve in the spool \/spool recovered after /);
  });

  it('says which event is none, and which notifier is not there any more', async () => {
    arrive('web1');
    begin();
    await pass(1);
    stop.abort();
    await running;
    const state = spool.loadState()!;
    spool.saveState({ ...state, notifiers: { ...state.notifiers, gone: state.notifiers['log']! } });
    writeFileSync(join(spool.queue('log').folder, '000000000009-x.json'), '{}');
    const newer = JSON.stringify({ ...exampleEvent(), version: 2 });
    writeFileSync(join(spool.queue('log').folder, '000000000010-x.json'), newer);
    stop = new AbortController();
    begin();
    await pass(1);
    assert.match(said[0]!, /^t: warning: notifier gone is not in the configuration any more; /);
    assert.match(
      said[1]!,
      /^t: warning: spool entry 000000000009-x\.json of notifier log is not an event \(.*\); it is now in \/spool\/failed\/log$/,
    );
    assert.match(
      said[2]!,
      /^t: warning: the spool's queue of log holds events that wait for a newer version: 000000000010-x\.json has version 2/,
    );
    assert.equal(said.length, 3);
  });

  it('does not begin in a spool that another process has', async () => {
    arrive('web1');
    lock = { ...heldLock, isHeld: () => false, retake: async () => false };
    begin();
    await pass(2);
    await running;
    assert.deepEqual([got, spool.listNew().length], [[], 1]);
  });

  it('ends, and gives up what is under way, when another process gets its spool', async () => {
    let isAborted = false;
    during = (_, signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => {
          isAborted = true;
          resolve();
        });
      });
    arrive('web1');
    begin();
    await pass(1);
    lock.isHeld = () => false;
    lock.retake = async () => false;
    arrive('web2');
    await pass(3);
    await running;
    assert.equal(isAborted, true);
    assert.equal(spool.listNew().length, 1, 'that is for the other process');
  });

  it('goes on in a spool that was replaced, with the episodes that it knows', async () => {
    arrive('web1');
    begin();
    await pass(1);
    let isHeld = false;
    lock.isHeld = () => isHeld;
    lock.retake = async () => (isHeld = true);
    const state = spool.loadState()!;
    rmSync(spool.directory, { recursive: true });
    spool.prepare();
    const [known] = state.open;
    const restored = { ...known!, id: 'dma-db1', host: 'db1', source: 'db1/dma-memory/percent-risk' };
    const { log } = state.notifiers;
    spool.saveState({ ...state, open: [restored], notifiers: { log: { ...log!, told: ['dma-db1'] } } });
    await pass(2);
    assert.deepEqual(
      spool.loadState()!.open.map(({ host }) => host),
      ['web1', 'db1'],
    );
    for (const host of ['web1', 'db1']) arrive(host, 'OKAY');
    await pass(1);
    assert.deepEqual(got.toSorted(), ['OKAY db1', 'OKAY web1', 'WARNING web1']);
  });
});
