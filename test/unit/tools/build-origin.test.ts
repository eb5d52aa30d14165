import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { versionLine } from '../../../tools/build-origin.ts';
import { buildOrigin } from '../../../tools/lab/packaging/build-origin.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

describe('the version line', function () {
  it('names commit and day, and says so where there is no commit', function () {
    const origin = { commit: '0123456789ab', date: '2026-11-21' };
    assert.equal(versionLine('0.1.0', origin), '0.1.0 (commit 0123456789ab of 2026-11-21)');
    assert.equal(versionLine('0.1.0', {}), '0.1.0 (built without git)');
    assert.equal(versionLine('0.1.0', undefined), '0.1.0 (run from its sources)');
  });

  it('tells apart two builds of one commit with different changes', function () {
    const origin = { commit: '0123456789ab', date: '2026-11-21' };
    const lines = ['11111111', '22222222'].map((changes) => versionLine('0.1.0', { ...origin, changes }));
    assert.equal(lines[0], '0.1.0 (commit 0123456789ab of 2026-11-21 with changes 11111111)');
    assert.notEqual(lines[0], lines[1]);
  });
});

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
