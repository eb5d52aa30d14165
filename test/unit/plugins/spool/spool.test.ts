import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { maxNotificationBytes } from '../../../../plugins/collectd/notification.ts';
import { emptyState } from '../../../../plugins/spool/state.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEvent } from '../../../support/example-event.ts';
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

  it('rejects what is not a file', () => {
    mkdirSync(join(spool.newDirectory, 'folder'));
    spool.rejectNew('folder', why);
    assert.deepEqual(spool.listNew(), []);
    assert.deepEqual(spool.deadLetters.entries('new'), ['folder']);
  });
});
