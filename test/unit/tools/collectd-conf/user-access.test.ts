import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findExecUser,
  findProgram,
  findUser,
  groupName,
  obstacleOf,
} from '../../../../tools/collectd-conf/user-access.ts';
import { scratchFolder } from '../../../support/scratch-folder.ts';

describe('a user of this machine', () => {
  const scratch = scratchFolder();
  /** Somebody else than whoever runs the tests. */
  const stranger = { name: 'stranger', uid: 54_321, gids: [54_322] };

  it('is found with all groups', () => {
    writeFileSync(join(scratch(), 'passwd'), 'root:x:0:0::/:\ndma:x:998:997::/:\n');
    writeFileSync(join(scratch(), 'group'), 'adm:x:4:root,dma\ndma:x:997:\nother:x:5:root\n');
    assert.deepEqual(findUser('dma', scratch()), { name: 'dma', uid: 998, gids: [997, 4] });
  });

  it('has its own group and the one behind the colon when the exec plugin starts it, and no others', () => {
    writeFileSync(join(scratch(), 'passwd'), 'dma:x:998:997::/:\n');
    writeFileSync(join(scratch(), 'group'), 'adm:x:4:root,dma\ndma:x:997:\nmail:x:8:\n');
    const gids = (text: string) => findExecUser(text, scratch())?.gids;
    assert.deepEqual(gids('dma'), [997]);
    assert.deepEqual(gids('dma:mail'), [997, 8]);
    assert.deepEqual(gids('dma:55'), [997, 55]);
    assert.deepEqual(gids('dma:none'), [997]);
    assert.equal(gids('no-such-user-of-dma'), undefined);
    assert.deepEqual([groupName(8, scratch()), groupName(9, scratch())], ['mail', '9']);
  });

  it('is not found where neither the files nor the system know it', () => {
    for (const name of ['no-such-user-of-dma', '--help']) assert.equal(findUser(name, scratch()), undefined);
  });

  it('may be kept from a file by a folder, by the file, and by nothing', () => {
    const folder = join(scratch(), 'folder');
    mkdirSync(folder);
    const file = join(folder, 'file');
    writeFileSync(file, '', { mode: 0o755 });
    for (const path of [scratch(), folder]) chmodSync(path, 0o755);
    assert.equal(obstacleOf(stranger, file, ['execute']), undefined);
    assert.equal(obstacleOf(stranger, file, ['read', 'write']), `may not read and write ${file}`);
    assert.equal(
      obstacleOf(stranger, join(folder, 'none'), ['read']),
      `does not find ${join(folder, 'none')}`,
    );
    chmodSync(file, 0o744);
    assert.equal(obstacleOf(stranger, file, ['execute']), `may not execute ${file}`);
    chmodSync(folder, 0o750);
    assert.equal(obstacleOf(stranger, file, ['read']), `may not search ${folder}`);
  });

  it('has the rights of the owner, the group or all others, and root has all but execution of what nobody may', () => {
    const file = join(scratch(), 'file');
    writeFileSync(file, '');
    chmodSync(scratch(), 0o755);
    const uid = process.getuid!();
    const rightsOf = (user: { readonly uid: number; readonly gids: readonly number[] }): readonly boolean[] =>
      (['read', 'write', 'execute'] as const).map(
        (right) => obstacleOf({ name: 'u', ...user }, file, [right]) === undefined,
      );
    chmodSync(file, 0o640);
    assert.deepEqual(rightsOf(stranger), [false, false, false]);
    assert.deepEqual(rightsOf({ uid: stranger.uid, gids: [5, process.getgid!()] }), [true, false, false]);
    assert.deepEqual(rightsOf({ uid: uid === 0 ? 0 : uid, gids: [] }), [true, true, false]);
    if (uid !== 0) assert.deepEqual(rightsOf({ uid: 0, gids: [] }), [true, true, false]);
  });
});

describe('a program', () => {
  const scratch = scratchFolder();

  it('is found in the first folder of PATH, or at its own path', () => {
    const file = join(scratch(), 'b', 'program');
    for (const folder of ['a', 'b']) mkdirSync(join(scratch(), folder));
    mkdirSync(join(scratch(), 'a', 'program'));
    writeFileSync(file, '');
    const path = `/nowhere:${scratch()}/a:${scratch()}/b`;
    assert.equal(findProgram('program', path), file);
    assert.equal(findProgram(file, ''), file);
    assert.equal(findProgram('other', path), undefined);
    assert.equal(findProgram('/nowhere/program', path), undefined);
  });
});
