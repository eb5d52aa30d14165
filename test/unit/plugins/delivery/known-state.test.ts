import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KnownSecrets } from '../../../../notifiers/secrets/known-secrets.ts';
import { joinSpool, knownState } from '../../../../plugins/delivery/known-state.ts';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { createLogger } from '../../../../plugins/process/logger.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { emptyState } from '../../../../plugins/spool/state.ts';
import { exampleEvent } from '../../../support/example-event.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('the state that a spool has', () => {
  const scratch = scratchFolder();
  const said: string[] = [];
  const logger = createLogger('t', (line) => said.push(line.trimEnd()), new KnownSecrets());
  let disk: Disk;
  let spool: Spool;
  let file: string;
  beforeEach(() => {
    said.length = 0;
    disk = { ...nodeDisk };
    spool = new Spool(disk, scratch());
    spool.prepare();
    file = join(scratch(), 'episodes.json');
  });

  const older = { ...emptyState, sequence: 7, open: [exampleEvent({ source: 'old', id: 'dma-1' })] };
  const ours = { ...emptyState, sequence: 5, open: [exampleEvent({ source: 'new', id: 'dma-2' })] };

  it('is left as it is when a newer version has written it', () => {
    writeFileSync(file, '{"version":2}');
    assert.throws(() => knownState(spool, logger), {
      name: 'ConfigError',
      message: `spool: ${file} has version 2 of a newer collectd-dma, and this one reads up to 1; update collectd-dma`,
    });
    assert.equal(readFileSync(file, 'utf8'), '{"version":2}');
  });

  it('is left as it is when it cannot be read for want of something that passes', () => {
    spool.saveState(older);
    disk.read = () => {
      throw Object.assign(new Error('too many files'), { code: 'EMFILE' });
    };
    assert.throws(() => knownState(spool, logger), { code: 'EMFILE' });
    disk.read = (path, options) => nodeDisk.read(path, options);
    assert.deepEqual(knownState(spool, logger), older);
    assert.deepEqual(said, []);
  });

  it('is renamed, and forgotten, when it is malformed', () => {
    writeFileSync(file, 'half');
    assert.equal(knownState(spool, logger), undefined);
    assert.equal(readFileSync(`${file}.broken`, 'utf8'), 'half');
    assert.match(said[0]!, /episodes\.json cannot be read \(.*\); open episodes are forgotten$/);
  });

  it('joins ours when the spool has taken the place of another, without the events that will come again', () => {
    spool.saveState(older);
    const takenBack: number[] = [];
    const joined = joinSpool(spool, ours, logger, (sequence) => takenBack.push(sequence));
    assert.deepEqual(takenBack, [7]);
    assert.deepEqual([joined.sequence, joined.open], [7, [...ours.open, ...older.open]]);
    assert.deepEqual(spool.loadState(), joined);
  });

  it('is ours where the spool has none', () => {
    assert.equal(
      joinSpool(spool, ours, logger, () => assert.fail('there is nothing to take back')),
      ours,
    );
    assert.deepEqual(spool.loadState(), ours);
  });
});
