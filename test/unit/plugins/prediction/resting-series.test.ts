import assert from 'node:assert/strict';
import { finish } from '../../../../plugins/process/sliced-work.ts';
import { RestingSeries } from '../../../../plugins/prediction/resting-series.ts';

describe('series that rest', () => {
  let resting: RestingSeries;
  let rows: number[];
  beforeEach(() => {
    resting = new RestingSeries(1);
    rows = [resting.join(), resting.join(), resting.join()];
  });

  /** The places of the series that no longer rest. */
  function due(now: number): number[] {
    const taken: number[] = [];
    finish(resting.wakingDue(now, (row) => taken.push(rows.indexOf(row))));
    return taken.toSorted((a, b) => a - b);
  }

  it('are due at their time, and once', () => {
    for (const [place, until] of [10.2, 10.8, 40].entries()) resting.rest(rows[place]!, until);
    assert.deepEqual(
      [due(9), due(10.1), due(10.5), due(10.6), due(10.8), due(39)],
      [[], [], [0], [], [1], []],
    );
    assert.deepEqual([due(1000), due(2000)], [[2], []]);
  });

  it('no longer rest once they are due', () => {
    assert.equal(resting.untilOf(rows[0]!), Number.NEGATIVE_INFINITY);
    resting.rest(rows[0]!, 5);
    assert.equal(resting.untilOf(rows[0]!), 5);
    due(5);
    assert.equal(resting.untilOf(rows[0]!), Number.NEGATIVE_INFINITY);
  });

  it('rest until the newest time alone', () => {
    resting.rest(rows[0]!, 5);
    resting.rest(rows[0]!, 7);
    resting.rest(rows[1]!, 7);
    resting.rest(rows[1]!, 5);
    assert.deepEqual([due(6), due(8)], [[1], [0]]);
    resting.rest(rows[2]!, 20);
    resting.wake(rows[2]!);
    assert.deepEqual(due(30), []);
  });

  it('are not due once they have left, nor is the one that gets their row', () => {
    resting.rest(rows[0]!, 5);
    resting.leave(rows[0]!);
    assert.ok(Number.isNaN(resting.untilOf(rows[0]!)));
    assert.deepEqual(due(6), []);
    resting.rest(rows[1]!, 8);
    resting.leave(rows[1]!);
    assert.equal(resting.join(), rows[1], 'rows are used again');
    assert.deepEqual(due(9), []);
  });
});
