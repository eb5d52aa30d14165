import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { maxNotificationBytes } from '../../../../plugins/collectd/notification.ts';
import { emptyState } from '../../../../plugins/spool/state.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { failing } from '../../../support/failing-disk.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const why = { reason: 'late', message: 'm', time: 5 };

describe('the spool', () => {
  const scratch = scratchFolder();
  let spool: Spool;
  beforeEach(() => {
    spool = new Spool(nodeDisk, join(scratch(), 'a', 'spool'));
    spool.prepare();
  });

  function arrive(...names: string[]): void {
    for (const name of names) writeFileSync(join(spool.newDirectory, name), `text of ${name}`);
  }

  it('makes its folders, and leaves them when they are there', () => {
    const queue = spool.queue('log');
    queue.prepare();
    queue.put(1, 'n', exampleEvent());
    spool.prepare();
    spool.queue('http-oncall').prepare();
    assert.deepEqual(readdirSync(spool.directory).toSorted(), ['failed', 'new', 'queue', 'retry', 'tmp']);
    assert.deepEqual(spool.queues(), ['http-oncall', 'log']);
    assert.equal(queue.names().length, 1);
  });

  it('lists, reads, removes and rejects notifications', () => {
    arrive('2.5', '1.5', '3.5');
    assert.deepEqual(spool.listNew(), ['1.5', '2.5', '3.5']);
    assert.equal(spool.readNew('2.5'), 'text of 2.5');
    spool.removeNew(['1.5', 'gone']);
    spool.rejectNew('2.5', why);
    assert.deepEqual(spool.listNew(), ['3.5']);
    assert.deepEqual(spool.deadLetters.entries('new'), ['2.5']);
    assert.deepEqual(spool.deadLetters.why('new', '2.5'), why);
  });

  it('lists by age what the file system lists otherwise, and knows what is gone', () => {
    const reversed: Disk = { ...nodeDisk, list: (folder) => nodeDisk.list(folder).sort().toReversed() };
    const other = new Spool(reversed, spool.directory);
    arrive('1', '2');
    for (const name of ['http', 'log']) other.queue(name).prepare();
    assert.deepEqual(
      [other.listNew(), other.queues()],
      [
        ['1', '2'],
        ['http', 'log'],
      ],
    );
    assert.ok(spool.arrivalTime('1')! > 0);
    assert.equal(spool.arrivalTime('gone'), undefined);
    assert.throws(() => spool.readNew('gone'), { code: 'ENOENT' });
  });

  it('does not read what is far too long for a notification', () => {
    writeFileSync(join(spool.newDirectory, 'big'), Buffer.alloc(4 * maxNotificationBytes + 1));
    const message = `it is longer than ${maxNotificationBytes} bytes`;
    assert.throws(() => spool.readNew('big'), { name: 'NotificationError', message });
  });

  it('remembers its state', () => {
    assert.equal(spool.loadState(), undefined);
    const state = {
      ...emptyState,
      sequence: 7,
      open: [exampleEvent()],
      notifiers: {
        log: { told: ['a'], held: ['b'], before: [exampleEvent()], summed: [], sums: [], ends: [] },
      },
    };
    spool.saveState(state);
    assert.deepEqual(new Spool(nodeDisk, spool.directory).loadState(), state);
    assert.deepEqual(readdirSync(join(spool.directory, 'tmp')), [], 'nothing half written is left');
  });

  for (const text of ['[{', '{}', '[]', '{"sequence":-1,"taken":[],"open":[],"ended":{},"sinks":{}}']) {
    it(`says that a state cannot be read, and renames it: ${text}`, () => {
      writeFileSync(join(spool.directory, 'episodes.json'), text);
      assert.throws(() => spool.loadState(), { name: /SyntaxError|ZodError/ });
      spool.rejectState();
      assert.equal(spool.loadState(), undefined);
      assert.ok(existsSync(join(spool.directory, 'episodes.json.broken')));
    });
  }

  it('understands a state that knows nothing of events before a mute', () => {
    const notifiers = { log: { told: ['a'], held: ['a'], summed: [] } };
    writeFileSync(join(spool.directory, 'episodes.json'), JSON.stringify({ ...emptyState, notifiers }));
    assert.deepEqual(spool.loadState()!.notifiers['log']!.before, []);
  });

  it('takes no half of an event for an open episode', () => {
    const open = [{ id: 'a', source: 'b' }];
    writeFileSync(join(spool.directory, 'episodes.json'), JSON.stringify({ ...emptyState, open }));
    assert.throws(() => spool.loadState(), { name: 'ZodError' });
  });

  it('goes on counting from what waits when its state is lost', () => {
    assert.deepEqual(spool.newState(), emptyState);
    for (const [notifier, sequence] of [
      ['log', 3],
      ['http', 12],
    ] as const) {
      const queue = spool.queue(notifier);
      queue.prepare();
      queue.put(sequence, 'n', exampleEvent());
    }
    assert.equal(spool.newState().sequence, 12);
    const log = spool.queue('log');
    log.put(20, 'n', exampleEvent());
    log.reject('000000000020-n.json', { reason: 'rejected', message: '400', time: 1 });
    assert.equal(spool.newState().sequence, 20, 'a person may put that back');
  });

  it('removes after an hour what a killed program was writing', () => {
    const folder = join(spool.directory, 'tmp');
    for (const name of ['old', 'young']) writeFileSync(join(folder, name), '');
    utimesSync(join(folder, 'old'), 1000, 1000);
    utimesSync(join(folder, 'young'), 1500, 1500);
    spool.removeAbandoned(1000 + 3601);
    assert.deepEqual(readdirSync(folder), ['young']);
  });

  it('makes its folders so that they survive a crash of the machine', () => {
    const synced: string[] = [];
    const syncFolder = (folder: string): void => void synced.push(relative(spool.directory, folder));
    new Spool({ ...nodeDisk, syncFolder }, spool.directory).prepare();
    assert.deepEqual(synced, ['']);
  });

  it('leaves alone what vanishes from tmp/ while it is looked at', () => {
    const disk: Disk = { ...nodeDisk, list: (folder) => [...nodeDisk.list(folder), 'gone'] };
    const other = new Spool(disk, spool.directory);
    writeFileSync(join(spool.directory, 'tmp', 'young'), '');
    other.removeAbandoned(Date.now() / 1000);
    assert.deepEqual(readdirSync(join(spool.directory, 'tmp')), ['young']);
  });

  it('knows its missing folders, and those of its queues; a file is no folder', () => {
    const queues = [spool.queue('log')];
    const missing = (): string[] => spool.missing(queues).map((path) => relative(spool.directory, path));
    assert.deepEqual(missing(), ['queue/log']);
    queues[0]!.prepare();
    assert.deepEqual(missing(), []);
    rmdirSync(spool.newDirectory);
    writeFileSync(spool.newDirectory, '');
    assert.deepEqual(missing(), ['new']);
    rmSync(spool.directory, { recursive: true });
    assert.deepEqual(missing(), [''], 'the spool alone');
  });

  it('makes way for a folder, again and again, and tells whether there was something', () => {
    const folder = join(spool.directory, 'queue', 'log');
    assert.equal(spool.makeWay(folder), false);
    mkdirSync(join(`${folder}.broken`, 'x'), { recursive: true });
    for (const text of ['first', 'second']) {
      writeFileSync(folder, text);
      assert.equal(spool.makeWay(folder), true);
      assert.equal(readFileSync(`${folder}.broken`, 'utf8'), text);
    }
    const refused = new Spool({ ...nodeDisk, rename: failing('EROFS') }, spool.directory);
    assert.throws(() => refused.makeWay(folder), { code: 'EROFS' });
  });

  it('has queues for folders only', () => {
    writeFileSync(join(spool.directory, 'queue', 'stray'), '');
    symlinkSync('nowhere', join(spool.directory, 'queue', 'link'));
    spool.queue('log').prepare();
    assert.deepEqual(spool.queues(), ['log']);
  });

  it('syncs the removal of notifications once, and not where there is nothing to remove', () => {
    const synced: string[] = [];
    const syncFolder = (folder: string): void => void synced.push(relative(spool.directory, folder));
    const other = new Spool({ ...nodeDisk, syncFolder }, spool.directory);
    arrive('1', '2');
    other.removeNew([]);
    assert.deepEqual(synced, []);
    other.removeNew(['1', '2']);
    assert.deepEqual([synced, spool.listNew()], [['new'], []]);
    const refused = new Spool({ ...nodeDisk, unlink: failing('EROFS') }, spool.directory);
    assert.throws(() => refused.removeNew(['1']), { code: 'EROFS' });
  });

  it('saves its state so that it survives a crash of the machine, on a full disk by giving up the reserve', () => {
    let isFull = true;
    const synced: string[] = [];
    const disk: Disk = {
      ...nodeDisk,
      space: () => ({ totalBytes: 1e12, freeBytes: 1e12 }),
      unlink: (path) => {
        isFull = false;
        nodeDisk.unlink(path);
      },
      writeSynced: (path, content) => {
        if (isFull) failing('ENOSPC')();
        nodeDisk.writeSynced(path, content);
      },
      syncFolder: (folder) => synced.push(relative(spool.directory, folder)),
    };
    const other = new Spool(disk, spool.directory);
    assert.throws(() => other.saveState(emptyState), { code: 'ENOSPC' });
    assert.equal(spool.hasState, false);
    other.reserve.fill();
    other.saveState({ ...emptyState, sequence: 3 });
    assert.deepEqual([spool.hasState, spool.loadState()?.sequence, synced], [true, 3, ['']]);
    assert.equal(readdirSync(join(spool.directory, 'reserve')).length, 63);
  });

  it('keeps one malformed state, the newest, also where a folder has taken its place', () => {
    const file = join(spool.directory, 'episodes.json');
    mkdirSync(join(`${file}.broken`, 'x'), { recursive: true });
    for (const text of ['[', '{']) {
      writeFileSync(file, text);
      spool.rejectState();
      assert.equal(readFileSync(`${file}.broken`, 'utf8'), text);
    }
    assert.equal(spool.hasState, false);
  });

  it('rejects what is not a file', () => {
    mkdirSync(join(spool.newDirectory, 'folder'));
    spool.rejectNew('folder', why);
    assert.deepEqual(spool.listNew(), []);
    assert.deepEqual(spool.deadLetters.entries('new'), ['folder']);
  });
});
