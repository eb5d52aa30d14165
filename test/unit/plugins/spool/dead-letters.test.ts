import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { DeadLetters } from '../../../../plugins/spool/dead-letters.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const why = { reason: 'rejected', message: 'm', time: 1 };

function refuse(): never {
  throw Object.assign(new Error('EACCES: not allowed'), { code: 'EACCES' });
}

describe('a dead letter of the spool', () => {
  const scratch = scratchFolder();
  let deadLetters: DeadLetters;
  let from: string;
  beforeEach(() => {
    deadLetters = new DeadLetters(nodeDisk, scratch(), 10);
    from = join(scratch(), 'from');
    mkdirSync(from);
  });

  function put(...names: string[]): void {
    for (const name of names) writeFileSync(join(from, name), `text of ${name}`);
    deadLetters.put('log', from, names, why);
  }

  it('is there with its reason, and can be given back or removed', () => {
    put('a', 'b', 'c');
    assert.deepEqual(deadLetters.folders(), ['log']);
    assert.deepEqual(deadLetters.entries('log'), ['a', 'b', 'c']);
    assert.deepEqual(deadLetters.why('log', 'a'), why);
    assert.equal(deadLetters.why('log', 'none'), undefined);
    deadLetters.giveBack('log', 'a', from, 1000);
    assert.equal(statSync(join(from, 'a')).mtimeMs, 1_000_000, 'as if it had come then');
    assert.equal(readFileSync(join(from, 'a'), 'utf8'), 'text of a');
    deadLetters.remove('log', 'b');
    assert.deepEqual(deadLetters.entries('log'), ['c']);
    assert.deepEqual(
      readdirSync(join(scratch(), 'failed', 'log')),
      ['c', 'c.why'],
      'no reason is left behind',
    );
  });

  it('survives a crash of the machine: its folders are synced, before the move and after it', () => {
    const steps: string[] = [];
    const named = (path: string): string => relative(scratch(), path);
    const disk: Disk = {
      ...nodeDisk,
      syncFolder: (folder) => steps.push(`sync ${named(folder)}`),
      rename: (source, to) => {
        steps.push(`rename ${named(to)}`);
        nodeDisk.rename(source, to);
      },
    };
    deadLetters = new DeadLetters(disk, scratch(), 10);
    put('a');
    put('b');
    assert.deepEqual(steps, [
      'sync failed',
      'rename failed/log/a',
      'sync failed/log',
      'rename failed/log/b',
      'sync failed/log',
    ]);
  });

  it('leaves out what is gone, and its reason', () => {
    deadLetters.put('log', from, ['gone'], why);
    assert.deepEqual(readdirSync(join(scratch(), 'failed', 'log')), []);
  });

  it('is bounded: the oldest tenth makes room, and is counted', () => {
    put('00', '01', '02', '03', '04', '05', '06', '07', '08', '09');
    assert.equal(deadLetters.entries('log').length, 10);
    put('10');
    assert.deepEqual(deadLetters.entries('log'), ['02', '03', '04', '05', '06', '07', '08', '09', '10']);
    put('11', '12');
    assert.deepEqual(deadLetters.counts(), { overflowed: {}, removed: { log: 4 } });
    assert.deepEqual(deadLetters.folders(), ['log'], 'the file of the counts is no folder');
    assert.equal(existsSync(join(scratch(), 'failed', 'log', '00.why')), false);
    deadLetters.clearCounts();
    deadLetters.clearCounts();
    assert.deepEqual(deadLetters.counts(), { overflowed: {}, removed: {} });
  });

  it('is as bounded after a restart', () => {
    put('00', '01', '02', '03', '04', '05', '06', '07', '08', '09');
    deadLetters = new DeadLetters(nodeDisk, scratch(), 10);
    put('10');
    assert.equal(deadLetters.entries('log').length, 9);
  });

  it('is listed by age, however the file system lists it', () => {
    put('a', 'b', 'c');
    const reversed: Disk = { ...nodeDisk, list: (folder) => nodeDisk.list(folder).sort().toReversed() };
    assert.deepEqual(new DeadLetters(reversed, scratch(), 10).entries('log'), ['a', 'b', 'c']);
  });

  it('is told about when it cannot be moved, and leaves no reason behind', () => {
    deadLetters = new DeadLetters({ ...nodeDisk, rename: refuse }, scratch(), 10);
    assert.throws(() => put('a'), /EACCES/);
    assert.deepEqual(readdirSync(join(scratch(), 'failed', 'log')), []);
  });

  it('is empty when nothing ever was', () => {
    assert.deepEqual(deadLetters.folders(), []);
    assert.deepEqual(deadLetters.entries('log'), []);
    assert.deepEqual(deadLetters.counts(), { overflowed: {}, removed: {} });
  });
});
