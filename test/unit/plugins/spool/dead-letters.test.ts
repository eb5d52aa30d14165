import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { DeadLetters } from '../../../../plugins/spool/dead-letters.ts';
import { failing } from '../../../support/failing-disk.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const why = { reason: 'rejected', message: 'm', time: 1 };

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

  it('is bounded also where they come one by one, and their folder is listed only when it may be full', () => {
    let lists = 0;
    const list: Disk['list'] = (folder) => {
      lists += 1;
      return nodeDisk.list(folder);
    };
    deadLetters = new DeadLetters({ ...nodeDisk, list }, scratch(), 10);
    for (let number = 10; number < 20; number++) put(`${number}`);
    assert.equal(lists, 1, 'at first, for what was there before');
    put('20');
    assert.equal(deadLetters.entries('log').length, 9);
    lists = 0;
    put('21');
    assert.equal(lists, 0);
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
    deadLetters = new DeadLetters({ ...nodeDisk, rename: failing('EACCES') }, scratch(), 10);
    assert.throws(() => put('a'), /EACCES/);
    assert.deepEqual(readdirSync(join(scratch(), 'failed', 'log')), []);
  });

  it('is moved on a full disk, where its reason has no room', () => {
    const full: Disk = { ...nodeDisk, write: failing('ENOSPC'), syncFolder: failing('ENOSPC') };
    deadLetters = new DeadLetters(full, scratch(), 10);
    put('a');
    assert.deepEqual(deadLetters.entries('log'), ['a']);
    assert.equal(deadLetters.why('log', 'a'), undefined);
  });

  it('is counted on a full disk as soon as that has room again', () => {
    let isFull = true;
    const write: Disk['write'] = (path, content) =>
      isFull ? failing('ENOSPC')() : nodeDisk.write(path, content);
    deadLetters = new DeadLetters({ ...nodeDisk, write }, scratch(), 10);
    const overflow = { ...why, reason: 'overflow' };
    deadLetters.put('log', from, ['a', 'b'], overflow);
    assert.deepEqual(deadLetters.counts().overflowed, {});
    isFull = false;
    deadLetters.put('log', from, ['c', 'd'], overflow);
    deadLetters.put('log', from, ['e'], overflow);
    deadLetters.put('http', from, ['f'], overflow);
    deadLetters.put('http', from, ['g'], why);
    assert.deepEqual(deadLetters.counts(), { overflowed: { log: 3, http: 1 }, removed: {} });
  });

  it('has its folder made anew, and synced, when a person removed that', () => {
    const synced: string[] = [];
    const disk: Disk = { ...nodeDisk, syncFolder: (folder) => synced.push(relative(scratch(), folder)) };
    deadLetters = new DeadLetters(disk, scratch(), 10);
    put('a');
    deadLetters.remove('log', 'a');
    rmdirSync(join(scratch(), 'failed', 'log'));
    put('b');
    assert.deepEqual(deadLetters.entries('log'), ['b']);
    assert.deepEqual(synced, ['failed', 'failed/log', 'failed', 'failed/log']);
  });

  it('stays where a person has made room', () => {
    put('00', '01', '02', '03', '04', '05', '06', '07', '08', '09');
    for (const name of ['00', '01', '02']) deadLetters.remove('log', name);
    put('10', '11', '12');
    assert.equal(deadLetters.entries('log').length, 10);
    assert.deepEqual(deadLetters.counts(), { overflowed: {}, removed: {} });
    put('13');
    assert.deepEqual([deadLetters.entries('log').length, deadLetters.entries('log')[0]], [9, '05']);
    assert.deepEqual(deadLetters.counts().removed, { log: 2 });
  });

  it('is given back also where its time cannot be set', () => {
    put('a');
    const other = new DeadLetters({ ...nodeDisk, setModifiedTime: failing('EPERM') }, scratch(), 10);
    other.giveBack('log', 'a', from, 1000);
    assert.deepEqual([readdirSync(from), readdirSync(join(scratch(), 'failed', 'log'))], [['a'], []]);
  });

  it('is in a folder: files and symlinks beside these are left out', () => {
    put('a');
    writeFileSync(join(scratch(), 'failed', 'notes'), '');
    symlinkSync('nowhere', join(scratch(), 'failed', 'link'));
    assert.deepEqual(deadLetters.folders(), ['log']);
  });

  it('has no reason where that is malformed or longer than a MiB', () => {
    put('a', 'b');
    writeFileSync(join(scratch(), 'failed', 'log', 'a.why'), '{"reason":"late"}');
    const long = JSON.stringify({ ...why, message: 'm'.repeat(2 ** 20) });
    writeFileSync(join(scratch(), 'failed', 'log', 'b.why'), long);
    assert.deepEqual([deadLetters.why('log', 'a'), deadLetters.why('log', 'b')], [undefined, undefined]);
  });

  it('is told about when its folder cannot be listed', () => {
    const broken = new DeadLetters({ ...nodeDisk, list: failing('EIO') }, scratch(), 10);
    assert.throws(() => broken.entries('log'), { code: 'EIO' });
  });

  it('is empty when nothing ever was', () => {
    assert.deepEqual(deadLetters.folders(), []);
    assert.deepEqual(deadLetters.entries('log'), []);
    assert.deepEqual(deadLetters.counts(), { overflowed: {}, removed: {} });
  });
});
