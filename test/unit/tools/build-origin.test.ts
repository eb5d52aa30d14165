import assert from 'node:assert/strict';
import { versionLine } from '../../../tools/build-origin.ts';

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
