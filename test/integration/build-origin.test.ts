import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildOrigin } from '../../tools/lab/packaging/build-origin.ts';
import { scratchFolder } from '../support/scratch-folder.ts';

describe('the origin of a build', function () {
  const folder = scratchFolder();

  const git = (...args: string[]): void => {
    const identity = ['-c', 'user.name=nobody', '-c', 'user.email=nobody@localhost'];
    execFileSync('git', [...identity, ...args], { cwd: folder(), stdio: 'ignore' });
  };

  function checkOut(): void {
    git('init');
    writeFileSync(join(folder(), 'file'), 'one\n');
    git('add', 'file');
    git('commit', '-m', 'one');
  }

  it('is the commit of the checkout, with a mark of its uncommitted changes', function () {
    checkOut();
    const clean = buildOrigin(folder());
    assert.match(clean.commit!, /^[0-9a-f]{12}$/);
    assert.match(clean.date!, /^\d{4}-\d\d-\d\d$/);
    assert.equal(clean.changes, undefined);
    const marks = ['two\n', 'three\n'].map((text) => {
      writeFileSync(join(folder(), 'file'), text);
      return buildOrigin(folder()).changes;
    });
    assert.match(marks[0]!, /^[0-9a-f]{8}$/);
    assert.notEqual(marks[0], marks[1]);
  });

  it('is empty without git, and inside a checkout of something else', function () {
    assert.deepEqual(buildOrigin(folder()), {});
    checkOut();
    mkdirSync(join(folder(), 'unpacked'));
    assert.deepEqual(buildOrigin(join(folder(), 'unpacked')), {});
  });
});
