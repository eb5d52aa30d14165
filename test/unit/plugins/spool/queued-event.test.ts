import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import {
  formatQueuedEvent,
  queuedName,
  readQueuedEvent,
  splitName,
} from '../../../../plugins/spool/queued-event.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the file of a queued event', () => {
  const scratch = scratchFolder();

  /** The result of reading a file with this text. */
  function read(text: string) {
    writeFileSync(join(scratch(), 'file'), text);
    return readQueuedEvent(nodeDisk, join(scratch(), 'file'), 7);
  }

  it('has a name that sorts by number, and tells its parts', () => {
    assert.equal(queuedName(42, '1.5-a'), '000000000042-1.5-a.json');
    for (const name of ['1.5-a', '', 'a.json', 'a\nb'])
      assert.deepEqual(splitName(queuedName(42, name)), { number: 42, name });
    for (const file of [
      '42-a.json',
      '0000000000042-a.json',
      'x000000000042-a.json',
      '000000000042-a.json.why',
    ])
      assert.equal(splitName(file), undefined, file);
  });

  it('gives its event back', () => {
    assert.deepEqual(read(formatQueuedEvent(exampleEvent())), { kind: 'event', event: exampleEvent() });
  });

  it('is gone, of a newer version, or malformed, with the reason', () => {
    assert.deepEqual(readQueuedEvent(nodeDisk, join(scratch(), 'none'), 7), { kind: 'gone' });
    const newer = read(JSON.stringify({ ...exampleEvent(), version: 2 }));
    assert.deepEqual(newer, {
      kind: 'newer',
      message: 'has version 2 of a newer collectd-dma, and this one reads up to 1',
    });
    const half = read('{"id":');
    assert.ok(half.kind === 'malformed' && half.why.message !== '');
    assert.deepEqual([half.why.reason, half.why.time], ['half-written', 7]);
    const wrong = read(JSON.stringify({ ...exampleEvent(), severity: 'BAD' }));
    assert.ok(wrong.kind === 'malformed');
    assert.match(wrong.why.message, /^severity: \S/);
    assert.deepEqual([wrong.why.reason, wrong.why.time], ['not-an-event', 7]);
    const deep = read(JSON.stringify({ ...exampleEvent(), details: { WarningMax: 5 } }));
    assert.ok(deep.kind === 'malformed');
    assert.match(deep.why.message, /^details\.WarningMax: \S/);
    const other = read('5');
    assert.ok(other.kind === 'malformed');
    assert.doesNotMatch(other.why.message, /^:/);
  });

  it('is malformed when it is a folder or far too long, and stays when descriptors are wanting', () => {
    mkdirSync(join(scratch(), 'folder'));
    const folder = readQueuedEvent(nodeDisk, join(scratch(), 'folder'), 7);
    assert.ok(folder.kind === 'malformed' && folder.why.message === 'is a folder');
    const long = read(JSON.stringify({ ...exampleEvent(), message: 'm'.repeat(2 ** 20) }));
    assert.ok(long.kind === 'malformed' && long.why.message === 'is longer than 1 MiB');
    const failing = {
      ...nodeDisk,
      read: () => {
        throw Object.assign(new Error('too many files'), { code: 'EMFILE' });
      },
    };
    assert.throws(() => readQueuedEvent(failing, join(scratch(), 'file'), 7), { code: 'EMFILE' });
  });
});
