import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Quarantine } from '../../../../plugins/spool/quarantine.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const why = { reason: 'rejected', message: 'm', time: 1 };

describe('what the spool puts aside', () => {
  const scratch = scratchFolder();
  let quarantine: Quarantine;
  let from: string;
  beforeEach(() => {
    quarantine = new Quarantine(scratch(), 10);
    from = join(scratch(), 'from');
    mkdirSync(from);
  });

  function put(...names: string[]): void {
    for (const name of names) writeFileSync(join(from, name), `text of ${name}`);
    quarantine.put('log', from, names, why);
  }

  it('is there with its reason, and can be given back or removed', () => {
    put('a', 'b', 'c');
    assert.deepEqual(quarantine.folders(), ['log']);
    assert.deepEqual(quarantine.entries('log'), ['a', 'b', 'c']);
    assert.deepEqual(quarantine.why('log', 'a'), why);
    assert.equal(quarantine.why('log', 'none'), undefined);
    quarantine.giveBack('log', 'a', from, 1000);
    assert.equal(statSync(join(from, 'a')).mtimeMs, 1_000_000, 'as if it had come then');
    assert.equal(readFileSync(join(from, 'a'), 'utf8'), 'text of a');
    quarantine.remove('log', 'b');
    assert.deepEqual(quarantine.entries('log'), ['c']);
    assert.deepEqual(
      readdirSync(join(scratch(), 'failed', 'log')),
      ['c', 'c.why'],
      'no reason is left behind',
    );
  });

  it('leaves out what is gone, and its reason', () => {
    quarantine.put('log', from, ['gone'], why);
    assert.deepEqual(readdirSync(join(scratch(), 'failed', 'log')), []);
  });

  it('is bounded: the oldest tenth makes room, and is counted', () => {
    put('00', '01', '02', '03', '04', '05', '06', '07', '08', '09');
    assert.equal(quarantine.entries('log').length, 10);
    put('10');
    assert.deepEqual(quarantine.entries('log'), ['02', '03', '04', '05', '06', '07', '08', '09', '10']);
    put('11', '12');
    assert.deepEqual(quarantine.counts(), { overflowed: {}, removed: { log: 4 } });
    assert.equal(existsSync(join(scratch(), 'failed', 'log', '00.why')), false);
  });

  it('is as bounded after a restart', () => {
    put('00', '01', '02', '03', '04', '05', '06', '07', '08', '09');
    quarantine = new Quarantine(scratch(), 10);
    put('10');
    assert.equal(quarantine.entries('log').length, 9);
  });

  it('is empty when nothing ever was', () => {
    assert.deepEqual(quarantine.folders(), []);
    assert.deepEqual(quarantine.entries('log'), []);
    assert.deepEqual(quarantine.counts(), { overflowed: {}, removed: {} });
  });
});
