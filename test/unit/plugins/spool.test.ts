import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Spool } from '../../../plugins/spool.ts';
import { exampleEvent } from '../../example-event.ts';
import { scratchFolder } from '../../scratch-folder.ts';

describe('the spool', () => {
  const scratch = scratchFolder();
  let spool: Spool;
  beforeEach(() => {
    spool = new Spool(join(scratch(), 'a', 'spool'));
    spool.prepare(['log', 'http']);
  });

  it('makes its folders, and leaves them when they are there', () => {
    spool.enqueue('log', 'n', exampleEvent());
    spool.prepare(['log', 'congress']);
    assert.deepEqual(readdirSync(spool.directory).toSorted(), ['failed', 'new', 'queue', 'tmp']);
    assert.deepEqual(readdirSync(join(spool.directory, 'queue')).toSorted(), ['congress', 'http', 'log']);
    assert.equal(spool.queued('log', 9).length, 1);
  });

  it('lists, reads, removes and puts aside what has arrived', () => {
    for (const name of ['2.5', '1.5', '3.5'])
      writeFileSync(join(spool.newDirectory, name), `text of ${name}`);
    assert.deepEqual(spool.listNew(), ['1.5', '2.5', '3.5']);
    assert.equal(spool.readNew('2.5'), 'text of 2.5');
    spool.removeNew('1.5');
    spool.rejectNew('2.5');
    assert.deepEqual(spool.listNew(), ['3.5']);
    assert.deepEqual(readdirSync(join(spool.directory, 'failed')), ['2.5']);
  });

  it('hands out the oldest events first, each notifier its own', () => {
    for (const time of [10_000, 9, 1_795_226_400.5]) spool.enqueue('log', `n${time}`, exampleEvent({ time }));
    spool.enqueue('http', 'n', exampleEvent({ time: 1 }));
    assert.deepEqual(
      spool.queued('log', 2).map(({ event }) => event.time),
      [9, 10_000],
    );
    assert.deepEqual(
      spool.queued('log', 10).map(({ event }) => event.time),
      [9, 10_000, 1_795_226_400.5],
    );
    assert.deepEqual(spool.queued('http', 10)[0]!.event, exampleEvent({ time: 1 }));
  });

  it('holds an event once that was put in twice', () => {
    spool.enqueue('log', 'n', exampleEvent());
    spool.enqueue('log', 'n', exampleEvent());
    assert.equal(spool.queued('log', 10).length, 1);
  });

  it('removes events, and puts them aside under the name of their notifier', () => {
    for (const time of [1, 2]) spool.enqueue('log', `n${time}`, exampleEvent({ time }));
    const [first, second] = spool.queued('log', 2);
    spool.removeQueued('log', first!.name);
    spool.rejectQueued('log', second!.name);
    assert.deepEqual(spool.queued('log', 2), []);
    assert.deepEqual(readdirSync(join(spool.directory, 'failed')), [`log-${second!.name}`]);
  });

  it('remembers which episodes are open', () => {
    assert.deepEqual(spool.loadOpen(), []);
    spool.saveOpen([exampleEvent()]);
    assert.deepEqual(new Spool(spool.directory).loadOpen(), [exampleEvent()]);
    spool.saveOpen([]);
    assert.deepEqual(spool.loadOpen(), []);
  });

  it('says when the episodes cannot be read', () => {
    writeFileSync(join(spool.directory, 'episodes.json'), '[{');
    assert.throws(() => spool.loadOpen(), SyntaxError);
  });

  it('leaves nothing half written', () => {
    spool.enqueue('log', 'n', exampleEvent());
    spool.saveOpen([exampleEvent()]);
    assert.deepEqual(readdirSync(join(spool.directory, 'tmp')), []);
  });

  it('puts aside an event of which a crash of the machine has left half', () => {
    spool.enqueue('log', 'a', exampleEvent({ time: 1 }));
    const [whole] = spool.queued('log', 1);
    writeFileSync(join(spool.directory, 'queue/log/0000000000.500-half.json'), '{"id":');
    assert.deepEqual(spool.queued('log', 9), [whole]);
    assert.deepEqual(readdirSync(join(spool.directory, 'failed')), ['log-0000000000.500-half.json']);
  });
});
