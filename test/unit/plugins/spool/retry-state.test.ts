import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { RetryState, type Wait } from '../../../../plugins/spool/retry-state.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const wait: Wait = {
  attempts: 3,
  since: 100,
  nextTime: 130,
  seconds: 20,
  reason: 'unreachable',
  message: 'm',
};

describe('the retry state of a notifier', () => {
  const scratch = scratchFolder();
  let state: RetryState;
  beforeEach(() => {
    const spool = new Spool(nodeDisk, scratch());
    spool.prepare();
    state = new RetryState(spool, 'http-oncall');
  });

  it('is there for the process that comes next, until it is cleared', () => {
    assert.equal(state.wait, undefined);
    assert.equal(state.save(wait), true);
    const next = new RetryState(new Spool(nodeDisk, scratch()), 'http-oncall');
    assert.deepEqual(next.wait, wait);
    assert.equal(new RetryState(new Spool(nodeDisk, scratch()), 'http').wait, undefined);
    assert.deepEqual(readdirSync(join(scratch(), 'retry')), ['http-oncall']);
    next.clear();
    next.clear();
    assert.equal(state.wait, undefined);
  });

  it('is found, and cleared, where an older version left it', () => {
    mkdirSync(join(scratch(), 'patience'));
    writeFileSync(join(scratch(), 'patience', 'http-oncall'), JSON.stringify(wait));
    assert.deepEqual(state.wait, wait);
    state.save({ ...wait, attempts: 4 });
    assert.equal(state.wait?.attempts, 4);
    state.clear();
    assert.equal(state.wait, undefined);
  });

  it('is nothing to wait for when it is malformed or far too long', () => {
    const file = join(scratch(), 'retry', 'http-oncall');
    for (const text of [
      '',
      '{}',
      JSON.stringify({ ...wait, attempts: 0 }),
      JSON.stringify({ ...wait, seconds: '5' }),
      JSON.stringify({ ...wait, message: 'm'.repeat(70_000) }),
    ]) {
      writeFileSync(file, text);
      assert.equal(state.wait, undefined, text.slice(0, 90));
    }
  });

  it('is written in tmp/, where what a killed process leaves is removed', () => {
    const written: string[] = [];
    const write: Disk['write'] = (path, content) => {
      written.push(relative(scratch(), path));
      nodeDisk.write(path, content);
    };
    new RetryState(new Spool({ ...nodeDisk, write }, scratch()), 'log').save(wait);
    assert.deepEqual(written, ['tmp/retry-log']);
  });

  it('says when the disk does not take it', () => {
    rmSync(join(scratch(), 'retry'), { recursive: true });
    assert.equal(state.save(wait), false);
    assert.deepEqual(readdirSync(join(scratch(), 'tmp')), []);
  });
});
