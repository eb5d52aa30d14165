import assert from 'node:assert/strict';
import type { ForeignPart } from '../../../../plugins/files/foreign-part.ts';
import { becomeOwner } from '../../../../tools/spool/folder-owner.ts';

/** The calls by which a process of `user` becomes the owner of a folder, in order. */
function callsIn(part: Omit<ForeignPart, 'path'> | undefined, user: number): unknown[] {
  const calls: unknown[] = [];
  becomeOwner(part && { ...part, path: '/spool' }, {
    getuid: () => user,
    setgroups: (groups) => calls.push(['groups', ...groups]),
    setgid: (id) => calls.push(['gid', id]),
    setuid: (id) => calls.push(['uid', id]),
  });
  return calls;
}

describe('a program in the spool of another user', () => {
  it('is of that user, if root started it, before it touches anything there', () => {
    assert.deepEqual(callsIn({ uid: 999, gid: 995 }, 0), [['groups'], ['gid', 995], ['uid', 999]]);
  });

  it("stays what it is in a folder of root's, and for any other user", () => {
    assert.deepEqual(callsIn(undefined, 0), []);
    assert.deepEqual(callsIn({ uid: 999, gid: 995 }, 1000), []);
  });

  it('is refused to root where everybody may write', () => {
    assert.throws(() => callsIn({ uid: 0, gid: 0 }, 0), /^OutsideError: \/spool can be written by everybody/);
  });
});
