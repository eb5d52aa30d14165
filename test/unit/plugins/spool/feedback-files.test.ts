import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { FeedbackFiles, type Feedback } from '../../../../plugins/spool/feedback-files.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { failing } from '../../../support/failing-disk.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

function given(fields: Partial<Feedback> = {}): Feedback {
  return {
    id: 'dma-1',
    verdict: 'mended',
    note: 'cleared the cache',
    by: 'anna',
    time: 1000,
    host: 'web1',
    resource: 'memory',
    since: 800,
    ...fields,
  };
}

describe('the feedback in a spool', () => {
  const scratch = scratchFolder();
  let feedback: FeedbackFiles;
  const ids = (): string[] =>
    feedback
      .all()
      .map(({ id }) => id)
      .toSorted();
  beforeEach(() => {
    new Spool(nodeDisk, scratch()).prepare();
    feedback = new FeedbackFiles(nodeDisk, scratch());
  });

  /** Puts a file there as a person or another version may have. */
  function leave(name: string, text: string): void {
    mkdirSync(feedback.folder, { recursive: true });
    writeFileSync(join(feedback.folder, name), text);
  }

  it('begins with the first, which makes its folder', () => {
    assert.deepEqual([feedback.all(), feedback.of('dma-1')], [[], undefined]);
    feedback.prune(1e10);
    assert.ok(!existsSync(feedback.folder));
    feedback.put(given());
    assert.deepEqual(ids(), ['dma-1']);
  });

  it('comes back with every field, by its episode', () => {
    const whole = given({ id: 'dma-2', verdict: 'false', end: 900 });
    feedback.put(given());
    feedback.put(whole);
    assert.deepEqual([feedback.of('dma-1'), feedback.of('dma-2')], [given(), whole]);
    assert.equal(feedback.of('dma-3'), undefined);
  });

  it('is a file of the version of the spool, and leaves nothing half written', () => {
    feedback.put(given());
    const text = readFileSync(join(scratch(), 'feedback', 'dma-1.json'), 'utf8');
    assert.deepEqual(JSON.parse(text), { version: 1, ...given() });
    assert.deepEqual(readdirSync(join(scratch(), 'tmp')), []);
  });

  it('is one for each episode: the last word counts', () => {
    feedback.put(given());
    feedback.put(given({ verdict: 'real', note: '' }));
    assert.deepEqual(feedback.all(), [given({ verdict: 'real', note: '' })]);
  });

  it('keeps to its folder, whatever is in the id of an episode, and however long it is', () => {
    for (const id of ['../../lock', 'a/b', 'x'.repeat(1000)]) {
      feedback.put(given({ id }));
      assert.equal(feedback.of(id)?.id, id);
    }
    assert.equal(readdirSync(feedback.folder).length, 3);
  });

  it('survives a crash of the machine, and so does its removal', () => {
    const synced: string[] = [];
    const disk: Disk = { ...nodeDisk, syncFolder: (folder) => synced.push(relative(scratch(), folder)) };
    feedback = new FeedbackFiles(disk, scratch());
    feedback.put(given());
    assert.deepEqual(synced, ['feedback']);
    feedback.prune(0);
    assert.deepEqual(synced, ['feedback'], 'nothing to remove');
    feedback.prune(1e10);
    assert.deepEqual([ids(), synced], [[], ['feedback', 'feedback']]);
  });

  it('goes when both it and the end of its episode are older than a time', () => {
    feedback.put(given({ id: 'early', time: 999 }));
    feedback.put(given({ id: 'exact', time: 1000 }));
    feedback.put(given({ id: 'before the end', time: 500, end: 1000 }));
    feedback.put(given({ id: 'long after the end', time: 1000, end: 500 }));
    feedback.put(given({ id: 'early and ended', time: 900, end: 950 }));
    feedback.prune(1000);
    assert.deepEqual(ids(), ['before the end', 'exact', 'long after the end']);
  });

  it('may be removed by a person meanwhile', () => {
    const disk: Disk = {
      ...nodeDisk,
      unlink: (path) => {
        unlinkSync(path);
        nodeDisk.unlink(path);
      },
    };
    for (const id of ['a', 'b']) feedback.put(given({ id }));
    new FeedbackFiles(disk, scratch()).prune(1e10);
    assert.deepEqual(ids(), []);
  });

  it('tells what the file system says when it cannot be given, removed or listed', () => {
    feedback.put(given());
    const refused = { ...nodeDisk, unlink: failing('EACCES'), writeSynced: failing('ENOSPC') };
    assert.throws(() => new FeedbackFiles(refused, scratch()).put(given({ id: 'b' })), { code: 'ENOSPC' });
    assert.throws(() => new FeedbackFiles(refused, scratch()).prune(1e10), { code: 'EACCES' });
    const broken = new FeedbackFiles({ ...nodeDisk, list: failing('EIO') }, scratch());
    assert.throws(() => broken.all(), { code: 'EIO' });
  });

  it('is not taken for missing when it cannot be read for now', () => {
    feedback.put(given());
    const busy = new FeedbackFiles({ ...nodeDisk, read: failing('EMFILE') }, scratch());
    assert.throws(() => busy.of('dma-1'), { code: 'EMFILE' });
    assert.throws(() => busy.all(), { code: 'EMFILE' });
  });

  const malformed: Record<string, string> = {
    'no JSON': '{',
    'of a newer version': JSON.stringify({ ...given(), version: 99 }),
    'without an episode': JSON.stringify(given({ id: '' })),
    'given before 1970': JSON.stringify(given({ time: -1 })),
    'no verdict that there is': JSON.stringify({ ...given(), verdict: 'maybe' }),
    'longer than 64 KiB': JSON.stringify(given({ note: 'x'.repeat(64 * 1024) })),
  };
  for (const [what, text] of Object.entries(malformed)) {
    it(`leaves out what is ${what}, and keeps the file`, () => {
      leave('dma-1.json', text);
      feedback.put(given({ id: 'dma-2' }));
      assert.equal(feedback.of('dma-1'), undefined);
      feedback.prune(0);
      assert.deepEqual(ids(), ['dma-2']);
      assert.equal(readdirSync(feedback.folder).length, 2);
    });
  }

  it('leaves out a file with another ending', () => {
    leave('dma-1.json.bak', JSON.stringify({ version: 1, ...given() }));
    assert.deepEqual(feedback.all(), []);
  });
});
