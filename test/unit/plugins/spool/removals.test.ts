import assert from 'node:assert/strict';
import { Removals } from '../../../../plugins/spool/removals.ts';

describe('the removals of a queue', () => {
  let done: string[];
  let broken: Set<string>;
  let removals: Removals;

  beforeEach(() => {
    done = [];
    broken = new Set();
    removals = new Removals(() => done.push('sync'));
  });

  /** Removes an entry; fails as long as it is among the broken ones. */
  function run(name: string, episode?: string): void {
    removals.run(name, episode, () => {
      done.push(broken.has(name) ? `${name} failed` : name);
      if (broken.has(name)) throw Object.assign(new Error('input/output error'), { code: 'EIO' });
    });
  }

  it('of one episode are synced one by one, so that a crash leaves no old event alone', () => {
    run('a1', 'a');
    run('b1', 'b');
    assert.deepEqual(done, ['a1', 'b1']);
    run('a2', 'a');
    assert.deepEqual(done, ['a1', 'b1', 'sync', 'a2']);
    removals.sync();
    done = [];
    run('a3', 'a');
    run('b2', 'b');
    assert.deepEqual(done, ['a3', 'b2'], 'what has been synced need not be synced again');
  });

  it('of one episode happen in their order, also after one has failed', () => {
    broken.add('a1').add('b1');
    assert.throws(() => run('a1', 'a'), { code: 'EIO' });
    assert.throws(() => run('b1', 'b'), { code: 'EIO' });
    done = [];
    assert.throws(() => run('a2', 'a'), { code: 'EIO' });
    assert.deepEqual(done, ['a1 failed'], 'the later one is not removed before the earlier one');
    assert.ok(removals.has('a1') && removals.has('a2'));

    broken.delete('a1');
    done = [];
    run('a3', 'a');
    assert.deepEqual(done, ['a1', 'sync', 'a2', 'sync', 'a3'], 'and those of others are not tried');
    assert.deepEqual(
      ['a1', 'a2', 'a3', 'b1'].map((name) => removals.has(name)),
      [false, false, false, true],
    );
  });

  it('without an episode have no order, and need no sync', () => {
    broken.add('x');
    assert.throws(() => run('x'), { code: 'EIO' });
    done = [];
    run('y');
    run('z');
    assert.deepEqual(done, ['y', 'z']);
  });

  it('that have failed are tried again, oldest first, up to one that fails once more', () => {
    for (const name of ['x', 'y', 'z']) {
      broken.add(name);
      assert.throws(() => run(name), { code: 'EIO' });
    }
    broken.delete('x');
    broken.delete('z');
    done = [];
    removals.retry();
    assert.deepEqual(done, ['x', 'y failed']);
    broken.delete('y');
    done = [];
    removals.retry();
    removals.retry();
    assert.deepEqual(done, ['y', 'z']);
  });

  it('are not tried again once their entry is wanted again', () => {
    broken.add('x');
    assert.throws(() => run('x'), { code: 'EIO' });
    removals.cancel('x');
    done = [];
    removals.retry();
    assert.deepEqual([done, removals.has('x')], [[], false]);
  });

  it('of an entry that is gone are done', () => {
    removals.run('x', undefined, () => {
      throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    });
    assert.equal(removals.has('x'), false);
  });

  it('of a thousand episodes are synced together at the latest', () => {
    for (let index = 0; index < 1000; index++) {
      run(`x${index}`);
      run(`e${index}-1`, `e${index}`);
    }
    assert.ok(!done.includes('sync'));
    run('last', 'another');
    assert.deepEqual(done.slice(-2), ['sync', 'last']);
  });
});
