import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Disk } from '../../../../plugins/files/disk.ts';
import { nodeDisk } from '../../../../plugins/files/node-disk.ts';
import { EpisodeHistory } from '../../../../plugins/spool/episode-history.ts';
import { Spool } from '../../../../plugins/spool/spool.ts';
import { exampleEpisode } from '../../../support/example-episode.ts';
import { failing } from '../../../support/failing-disk.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

const day = 86_400;

describe('the history of episodes', () => {
  const scratch = scratchFolder();
  let history: EpisodeHistory;
  const ids = (): string[] => history.all().map(({ id }) => id);
  const files = (): string[] => nodeDisk.list(history.folder);
  const historyOn = (fields: Partial<Disk>): EpisodeHistory =>
    new EpisodeHistory({ ...nodeDisk, ...fields }, scratch());
  beforeEach(() => {
    new Spool(nodeDisk, scratch()).prepare();
    history = new EpisodeHistory(nodeDisk, scratch());
  });

  it('is empty at first, and gives back what was added, the first to end first', () => {
    assert.deepEqual(history.all(), []);
    const [early, late] = [exampleEpisode({ id: 'a', end: 100 }), exampleEpisode({ id: 'b', end: 2000 })];
    history.add([late]);
    history.add([early]);
    assert.deepEqual(history.all(), [early, late]);
    assert.deepEqual(files().toSorted(), ['0000000100000-a.json', '0000002000000-b.json']);
  });

  it('gives back what ended together the first to end first', () => {
    const ends = [300, 100, 200];
    history.add(ends.map((end) => exampleEpisode({ id: `e${end}`, end })));
    assert.deepEqual(ids(), ['e100', 'e200', 'e300']);
  });

  it('holds what ended together in one file, and splits what would be too long', () => {
    const many = Array.from({ length: 250 }, (_, index) => exampleEpisode({ id: `e${index}` }));
    history.add(many.slice(0, 200));
    assert.deepEqual([files().length, ids().length], [2, 200]);
    history.add(many);
    assert.deepEqual([files().length, ids().length], [3, 250]);
  });

  it('counts once what was written again after a crash', () => {
    history.add([exampleEpisode({ id: 'a' }), exampleEpisode({ id: 'b' })]);
    history.add([exampleEpisode({ id: 'a' }), exampleEpisode({ id: 'b' }), exampleEpisode({ id: 'c' })]);
    assert.deepEqual(ids(), ['a', 'b', 'c']);
    assert.equal(files().length, 1);
  });

  it('leaves out what is malformed or of a newer version, and keeps it', () => {
    history.add([exampleEpisode()]);
    const names = ['0000000000001-x.json', '0000000000002-x.json', '0000000000003-x.json'];
    writeFileSync(join(history.folder, names[0]!), '{');
    writeFileSync(join(history.folder, names[1]!), '{"version":99}');
    mkdirSync(join(history.folder, names[2]!));
    history.prune(undefined);
    assert.equal(ids().length, 1);
    assert.equal(files().length, 4);
  });

  it('keeps to its folder, whatever is in the id of an episode, and however long it is', () => {
    const odd = ['../../lock', 'a/b', 'x'.repeat(1000)];
    for (const [index, id] of odd.entries()) history.add([exampleEpisode({ id, end: index })]);
    assert.deepEqual(ids(), odd);
    assert.equal(files().length, 3);
  });

  it('adds nothing, not even its folder, where nothing ended', () => {
    history.add([]);
    assert.ok(!existsSync(history.folder));
    history.prune(1e10);
    assert.ok(!existsSync(history.folder));
  });

  it('survives a crash of the machine, and so does what was removed', () => {
    const synced: string[] = [];
    const disk: Disk = { ...nodeDisk, syncFolder: (folder) => synced.push(relative(scratch(), folder)) };
    history = new EpisodeHistory(disk, scratch());
    history.add([exampleEpisode({ end: 1000 })]);
    assert.deepEqual(synced, ['history']);
    assert.deepEqual(nodeDisk.list(join(scratch(), 'tmp')), [], 'nothing half written is left');
    history.prune(2000);
    assert.deepEqual(synced, ['history'], 'nothing was removed');
    history.prune(1001 + 30 * day);
    assert.deepEqual([files(), synced], [[], ['history', 'history']]);
  });

  it('tells what the file system says, and takes no file for lost that cannot be read for now', () => {
    history.add([exampleEpisode()]);
    for (const code of ['EIO', 'EMFILE'])
      assert.throws(() => historyOn({ read: failing(code) }).all(), { code });
    assert.throws(() => historyOn({ list: failing('EACCES') }).all(), { code: 'EACCES' });
    assert.throws(() => historyOn({ unlink: failing('EROFS') }).prune(1e10), { code: 'EROFS' });
    assert.throws(() => historyOn({ writeSynced: failing('ENOSPC') }).add([exampleEpisode()]), {
      code: 'ENOSPC',
    });
    assert.deepEqual(historyOn({ read: failing('EACCES') }).all(), [], 'of another user');
  });

  it('goes on without a file that a person removes meanwhile', () => {
    for (const id of ['a', 'b']) history.add([exampleEpisode({ id })]);
    const gone: Disk = { ...nodeDisk, list: (folder) => [...nodeDisk.list(folder), '0000000000001-x.json'] };
    assert.equal(new EpisodeHistory(gone, scratch()).all().length, 2);
    const late: Disk = {
      ...nodeDisk,
      unlink: (path) => {
        nodeDisk.unlink(path);
        nodeDisk.unlink(path);
      },
    };
    new EpisodeHistory(late, scratch()).prune(1e10);
    assert.deepEqual(files(), []);
  });

  it('leaves the files of others alone, however old they are', () => {
    history.add([exampleEpisode({ end: 1000 })]);
    const others = ['1-x.json', '0000000001000-x.json.bak', 'a0000000001000-x.json', 'notes'];
    for (const name of others) writeFileSync(join(history.folder, name), '');
    history.prune(1e10);
    assert.deepEqual(files().toSorted(), others.toSorted());
  });

  it('removes a malformed file by the time in its name', () => {
    mkdirSync(history.folder);
    writeFileSync(join(history.folder, '0000001000000-x.json'), '{');
    history.prune(1000 + 30 * day);
    assert.equal(files().length, 1);
    history.prune(1000.1 + 30 * day);
    assert.equal(files().length, 0);
  });

  it('leaves out a file of more than a MiB', () => {
    history.add([exampleEpisode({ endMessage: 'm'.repeat(2 ** 20) })]);
    assert.deepEqual(ids(), []);
  });

  it('removes what ended more than 30 days ago, unless the clock may be wrong', () => {
    history.add([exampleEpisode({ id: 'old', end: 1000 }), exampleEpisode({ id: 'young', end: 1001 })]);
    history.add([exampleEpisode({ id: 'older', end: 999 })]);
    history.prune(undefined);
    assert.equal(ids().length, 3);
    history.prune(1000 + 30 * day + 0.5);
    assert.deepEqual(ids(), ['old', 'young'], 'a file goes with the newest in it');
    history.prune(1002 + 30 * day);
    assert.deepEqual(files(), []);
  });

  it('holds at most 10,000 episodes, the newest', () => {
    const many = Array.from({ length: 10_050 }, (_, index) =>
      exampleEpisode({ id: `e${index}`, end: index }),
    );
    history.add(many.slice(0, 10_000));
    history.prune(undefined);
    assert.equal(files().length, 100);
    history.add(many.slice(10_000));
    historyOn({ list: () => files().sort().toReversed() }).prune(undefined);
    assert.equal(ids().length, 9950);
    assert.equal(ids()[0], 'e100');
  });

  it('holds at most 32 MiB', () => {
    const endMessage = 'm'.repeat(900_000);
    for (let number = 10; number < 50; number++)
      history.add([exampleEpisode({ id: `e${number}`, end: number, endMessage })]);
    history.prune(undefined);
    assert.equal(ids().length, Math.floor((32 * 2 ** 20) / 901_000));
    assert.equal(ids().at(-1), 'e49');
  });
});
