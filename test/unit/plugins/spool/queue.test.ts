import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmdirSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { SpoolQueue } from '../../../../plugins/spool/queue.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

function isNotOther({ source }: { readonly source: string }): boolean {
  return source !== 'other';
}

describe("a notifier's queue", () => {
  const scratch = scratchFolder();
  let spool: Spool;
  let queue: SpoolQueue;
  beforeEach(() => {
    spool = new Spool(nodeDisk, scratch(), { events: 10, days: 1, failed: 100 });
    spool.prepare();
    queue = spool.queue('http');
    queue.prepare();
  });

  function put(...numbers: number[]): void {
    for (const number of numbers)
      queue.put(
        number,
        `n${number}`,
        exampleEvent({ time: 1e9 - number, id: `e${number % 3}`, source: `s${number % 3}` }),
      );
  }

  /** The numbers of the oldest events. */
  function oldest(count: number, isSkipped?: Parameters<SpoolQueue['oldest']>[2]): number[] {
    return queue.oldest(count, 0, isSkipped).map(({ event }) => 1e9 - event.time);
  }

  it('hands out events in the order in which they came, whatever their times', () => {
    put(10_000, 9, 100);
    assert.deepEqual(oldest(2), [9, 100]);
    assert.deepEqual(oldest(10), [9, 100, 10_000]);
  });

  it('hands them out in that order however the file system lists them', () => {
    queue = queueOn({
      ...nodeDisk,
      list: (folder) => nodeDisk.list(folder).sort((a, b) => (a < b ? 1 : -1)),
    });
    put(10_000, 9, 100);
    assert.deepEqual(oldest(10), [9, 100, 10_000]);
  });

  it('makes sure of its folder, and of what the process before has changed there', () => {
    const synced: string[] = [];
    queue = queueOn({ ...nodeDisk, syncFolder: (folder) => synced.push(relative(scratch(), folder)) });
    queue.prepare();
    assert.deepEqual(synced, ['queue', 'queue/http']);
    assert.equal(queue.failedFolder, join(scratch(), 'failed', 'http'));
  });

  it('takes an event on a full disk by giving up the reserve', () => {
    let isFull = false;
    const disk: Disk = {
      ...nodeDisk,
      space: () => ({ totalBytes: 1e12, freeBytes: 1e12 }),
      unlink: (path) => {
        isFull = false;
        nodeDisk.unlink(path);
      },
      writeSynced: (path, content) => {
        if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
        nodeDisk.writeSynced(path, content);
      },
    };
    spool = new Spool(disk, scratch());
    spool.reserve.fill();
    queue = spool.queue('http');
    isFull = true;
    put(1);
    assert.deepEqual(oldest(9), [1]);
    assert.equal(readdirSync(join(scratch(), 'reserve')).length, 63);
  });

  it('takes back only what comes behind the last number that is remembered, and only what will be put again', () => {
    put(1, 2, 3);
    queue.takeBack(1, new Set(['n1', 'n2']));
    assert.deepEqual(oldest(9), [1, 3]);
  });

  it('tells once of an event of a newer version, and leaves it', () => {
    const newer: string[] = [];
    queue.onNewer = (name) => newer.push(name);
    put(2);
    const text = JSON.stringify({ ...exampleEvent(), version: 2 });
    writeFileSync(join(queue.folder, '000000000001-n1.json'), text);
    assert.deepEqual([oldest(9), oldest(9)], [[2], [2]]);
    assert.deepEqual(newer, ['000000000001-n1.json']);
    assert.equal(queue.names().length, 2);
  });

  it('holds an event once that was put in twice', () => {
    put(1, 1);
    assert.deepEqual(oldest(10), [1]);
  });

  it('hands out what came or was put back meanwhile, without a change of order', () => {
    put(5, 6, 7);
    assert.deepEqual(oldest(1), [5]);
    put(8);
    queue.remove(queue.names()[0]!);
    assert.deepEqual(oldest(2), [6, 7]);
    put(4);
    assert.deepEqual(oldest(9), [4, 6, 7, 8]);
  });

  const halfAnEvent = { ...exampleEvent(), severity: 'BAD' };
  const strangers = ['{}', 'null', '[]', '7', '""', JSON.stringify(halfAnEvent)];
  for (const text of strangers) {
    it(`makes a dead letter of a malformed event, tells of it, and goes on: ${text}`, () => {
      const spoiled: string[] = [];
      queue.onMalformed = (name) => spoiled.push(name);
      put(2);
      writeFileSync(join(queue.folder, '000000000001-n1.json'), text);
      assert.deepEqual(oldest(9), [2]);
      assert.deepEqual(spoiled, ['000000000001-n1.json']);
      const why = spool.deadLetters.why('http', '000000000001-n1.json')!;
      assert.equal(why.reason, 'not-an-event');
      assert.match(why.message, text === strangers.at(-1) ? /^severity: \w/ : /^\w.*$/);
    });
  }

  it('tells when an event was queued', () => {
    put(1);
    utimesSync(join(queue.folder, '000000000001-n1.json'), 500, 500);
    assert.equal(queue.queuedTime('000000000001-n1.json'), 500);
    assert.equal(queue.queuedTime('none'), undefined);
  });

  it('takes back what will be put again, and nothing else', () => {
    put(1, 2, 3, 4);
    queue.takeBack(2, new Set(['n1', 'n3']));
    assert.deepEqual(oldest(9), [1, 2, 4]);
  });

  it('leaves out what it is told to', () => {
    put(1, 2, 3, 4, 5);
    assert.deepEqual(
      oldest(2, ({ source }) => source === 's1'),
      [2, 3],
    );
    assert.deepEqual(
      oldest(9, ({ source }) => source === 's1'),
      [2, 3, 5],
    );
  });

  it('misses nothing that a person removed', () => {
    put(1, 2);
    const [first] = queue.oldest(2, 0);
    unlinkSync(join(queue.folder, first!.name));
    queue.remove(first!.name);
    assert.deepEqual(oldest(1), [2]);
    put(3);
    oldest(9);
    const [second] = queue.names();
    unlinkSync(join(queue.folder, second!));
    assert.deepEqual(oldest(1), [3], 'although it had read it before');
  });

  it('takes what a person removed before it was read for nothing else', () => {
    const told: string[] = [];
    queue.onNewer = queue.onMalformed = (name) => told.push(name);
    put(1, 2, 3);
    assert.deepEqual(oldest(1), [1]);
    unlinkSync(join(queue.folder, '000000000002-n2.json'));
    assert.deepEqual(oldest(2), [1, 3]);
    assert.deepEqual([told, spool.deadLetters.folders()], [[], []]);
  });

  it('is empty while its folder is missing', () => {
    rmdirSync(queue.folder);
    assert.deepEqual([queue.names(), oldest(9), queue.bound(0)], [[], [], 0]);
  });

  it('hands out what a person changed and put back, not what it had read before', () => {
    put(1);
    queue.remove(queue.oldest(1, 0)[0]!.name);
    queue.put(1, 'n1', exampleEvent({ time: 5 }));
    assert.equal(queue.oldest(1, 0)[0]!.event.time, 5);
  });

  it('forgets what a person removed, and reads it anew when it is put back', () => {
    put(1, 2);
    oldest(9);
    unlinkSync(join(queue.folder, '000000000001-n1.json'));
    assert.deepEqual(oldest(9), [2]);
    queue.put(1, 'n1', exampleEvent({ time: 5 }));
    assert.equal(queue.oldest(9, 0)[0]!.event.time, 5);
  });

  it('grows by each event that is put', () => {
    const { additions } = queue;
    put(1, 2);
    assert.equal(queue.additions, additions + 2);
  });

  /** The same queue on another disk. */
  function queueOn(disk: Disk): SpoolQueue {
    const { directory, deadLetters, reserve } = spool;
    return new SpoolQueue('http', { disk, spool: directory, deadLetters, reserve, maxEvents: 10 });
  }

  /** From now on nothing can be removed, until what is returned is called. */
  function makeReadOnly(): () => void {
    let isReadOnly = true;
    const disk: Disk = {
      ...nodeDisk,
      unlink: (path) => {
        if (isReadOnly) throw Object.assign(new Error('read-only'), { code: 'EROFS' });
        unlinkSync(path);
      },
    };
    queue = queueOn(disk);
    return () => (isReadOnly = false);
  }

  it('gives out once what it could not remove', () => {
    const makeWritable = makeReadOnly();
    put(1, 2);
    const [first, second] = queue.oldest(2, 0);
    assert.throws(() => queue.remove(first!.name), { code: 'EROFS' });
    assert.deepEqual(oldest(9), [2]);
    makeWritable();
    queue.remove(second!.name);
    assert.deepEqual(oldest(9), []);
    assert.deepEqual(queue.names(), [], 'and removes it when that is possible');
  });

  it('hands out what is put again after it could not be taken back', () => {
    const makeWritable = makeReadOnly();
    put(1);
    assert.throws(() => queue.takeBack(0, new Set(['n1'])), { code: 'EROFS' });
    assert.deepEqual(oldest(9), []);
    put(1);
    makeWritable();
    assert.deepEqual(oldest(9), [1]);
    assert.equal(queue.names().length, 1, 'the removal is not made up for');
  });

  it('hands out nothing beyond a number, and says when more is to be had', () => {
    put(1, 2, 3);
    queue.handOutTo(2);
    assert.deepEqual(oldest(9), [1, 2]);
    const { additions } = queue;
    queue.handOutTo();
    assert.ok(queue.additions > additions);
    assert.deepEqual(oldest(9), [1, 2, 3]);
  });

  it('syncs the removal of an event before it removes the next one of the same episode', () => {
    const steps: string[] = [];
    put(1, 2, 3);
    queue = queueOn({
      ...nodeDisk,
      unlink: (path) => {
        steps.push(path.slice(-7));
        unlinkSync(path);
      },
      syncFolder: () => steps.push('sync'),
    });
    for (const { name, event } of queue.oldest(2, 0)) queue.remove(name, event.id);
    for (const { name } of queue.oldest(1, 0)) queue.remove(name, 'e1');
    assert.deepEqual(steps, ['n1.json', 'n2.json', 'sync', 'n3.json']);
  });

  it('hands out events behind thousands that are left out, and reads each of these once', () => {
    let reads = 0;
    queue = queueOn({
      ...nodeDisk,
      writeSynced: (path, content) => nodeDisk.write(path, content),
      read: (path, options) => {
        reads += 1;
        return nodeDisk.read(path, options);
      },
    });
    put(...Array.from({ length: 2500 }, (_, index) => index + 1));
    queue.put(2501, 'n2501', exampleEvent({ time: 1e9 - 2501, source: 'other' }));
    assert.deepEqual(oldest(1, isNotOther), [2501]);
    assert.deepEqual(oldest(9, isNotOther), [2501]);
    assert.equal(reads, 2501);
    assert.deepEqual(oldest(2), [1, 2], 'those that are no longer in memory are read again');
    assert.equal(reads, 2503);
  });

  it('hands out in its place what was put back while more than a thousand others were delivered', () => {
    queue = queueOn({ ...nodeDisk, writeSynced: (path, content) => nodeDisk.write(path, content) });
    put(...Array.from({ length: 1200 }, (_, index) => index + 2));
    oldest(1);
    put(1);
    for (let count = 0; count < 1000; count++) queue.remove(queue.oldest(1, 0)[0]!.name);
    assert.deepEqual(oldest(1), [1]);
    assert.deepEqual(oldest(2), [1, 1002]);
  });

  it('keeps an event that cannot be read for want of something that passes', () => {
    put(1);
    let code: string | undefined = 'EMFILE';
    queue = queueOn({
      ...nodeDisk,
      read: (path, options) => {
        if (code !== undefined) throw Object.assign(new Error('too many files'), { code });
        return nodeDisk.read(path, options);
      },
    });
    assert.throws(() => oldest(9), { code: 'EMFILE' });
    code = undefined;
    assert.deepEqual(oldest(9), [1]);
    assert.deepEqual(spool.deadLetters.folders(), []);
  });

  it('removes the others that it could not, when a person has removed one of them', () => {
    const makeWritable = makeReadOnly();
    put(1, 2);
    for (const { name } of queue.oldest(2, 0)) assert.throws(() => queue.remove(name), { code: 'EROFS' });
    makeWritable();
    unlinkSync(join(queue.folder, queue.names()[0]!));
    assert.deepEqual(oldest(9), []);
    assert.deepEqual(queue.names(), []);
  });

  it('hands out once what it could not reject, and rejects it when that is possible', () => {
    put(1, 2);
    const [first] = queue.oldest(1, 0);
    rmdirSync(spool.deadLetters.directory);
    writeFileSync(spool.deadLetters.directory, '');
    assert.throws(
      () => queue.reject(first!.name, { reason: 'rejected', message: '400', time: 8 }),
      /ENOTDIR/,
    );
    assert.deepEqual(oldest(1), [2]);
    assert.deepEqual(oldest(9), [2]);
    assert.equal(queue.names().length, 2);
    unlinkSync(spool.deadLetters.directory);
    mkdirSync(spool.deadLetters.directory);
    assert.deepEqual(oldest(9), [2]);
    assert.deepEqual(spool.deadLetters.entries('http'), [first!.name]);
    assert.equal(spool.deadLetters.why('http', first!.name)!.message, '400');
  });

  it('makes dead letters of what it is told to and of what is half written, with the reason', () => {
    put(1, 2);
    writeFileSync(join(queue.folder, '000000000000-half.json'), '{"id":');
    const [first] = queue.oldest(1, 7);
    queue.reject(first!.name, { reason: 'rejected', message: '400', time: 8 });
    assert.deepEqual(oldest(9), [2]);
    assert.deepEqual(spool.deadLetters.entries('http'), ['000000000000-half.json', '000000000001-n1.json']);
    assert.equal(spool.deadLetters.why('http', '000000000000-half.json')!.reason, 'half-written');
    assert.deepEqual(spool.deadLetters.why('http', first!.name), {
      reason: 'rejected',
      message: '400',
      time: 8,
    });
  });

  it('keeps the newest when there are too many, and counts the others', () => {
    put(...Array.from({ length: 10 }, (_, index) => index + 1));
    assert.equal(queue.bound(0), 0);
    assert.equal(oldest(10).length, 10);
    put(11, 12, 13);
    assert.equal(queue.bound(0), 3);
    assert.deepEqual(oldest(99), [4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
    assert.equal(spool.deadLetters.entries('http').length, 3);
    assert.match(
      spool.deadLetters.why('http', '000000000001-n1.json')!.message,
      /^more than 10 events waited$/,
    );
    put(14);
    assert.equal(queue.bound(0), 1);
    assert.equal(spool.deadLetters.counts().overflowed['http'], 4);
    assert.equal(new Spool(nodeDisk, scratch()).deadLetters.counts().overflowed['http'], 4);
  });

  it('lists its folder to count only when there may be too many', () => {
    let lists = 0;
    queue = queueOn({
      ...nodeDisk,
      list: (folder) => {
        lists += 1;
        return nodeDisk.list(folder);
      },
    });
    /** How often its folder is listed to count. */
    const counting = (): number => {
      lists = 0;
      assert.equal(queue.bound(0), 0);
      return lists;
    };
    put(1, 2, 3, 4, 5, 6, 7, 8);
    assert.deepEqual([counting(), counting()], [1, 0]);
    put(9, 10);
    assert.equal(counting(), 0, 'exactly as many as may wait');
    for (const { name } of queue.oldest(3, 0)) queue.remove(name);
    put(11, 12, 13);
    assert.equal(counting(), 0);
    unlinkSync(join(queue.folder, queue.names()[0]!));
    put(14);
    assert.deepEqual([counting(), counting()], [1, 0], 'a person removed one');
    assert.deepEqual(spool.deadLetters.folders(), [], 'nothing became a dead letter');
    queue.prepare();
    assert.equal(counting(), 1, 'the folder may be another one');
    put(15, 16);
    assert.equal(queue.bound(0), 2);
    assert.equal(counting(), 0);
  });

  it('knows how many there are after a delivery', () => {
    put(...Array.from({ length: 10 }, (_, index) => index + 1));
    queue.bound(0);
    for (const { name } of queue.oldest(2, 0)) queue.remove(name);
    put(11, 12);
    assert.equal(queue.bound(0), 0);
    assert.equal(readdirSync(queue.folder).length, 10);
  });
});
