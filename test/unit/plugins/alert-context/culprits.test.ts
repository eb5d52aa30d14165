import assert from 'node:assert/strict';
import {
  CulpritRecord,
  culpritsBetween,
  type ProcessSnapshot,
} from '../../../../plugins/alert-context/culprits.ts';
import type { ProcessMemory } from '../../../../plugins/alert-context/process-memory.ts';

const mebibyte = 2 ** 20;

function holding(pid: number, mebibytes: number, startTicks = 1): ProcessMemory {
  return { pid, name: `p${pid}`, startTicks, residentBytes: mebibytes * mebibyte };
}

function snapshot(time: number, ...processes: ProcessMemory[]): ProcessSnapshot {
  return { time, processes };
}

describe('culprits', () => {
  it('are those that have grown most, with how much, to what, and in how long', () => {
    const then = snapshot(100, holding(1, 50), holding(2, 10), holding(3, 500));
    const now = snapshot(130, holding(1, 53), holding(2, 30), holding(3, 499));
    assert.deepEqual(culpritsBetween(then, now, 22 * mebibyte), [
      { pid: 2, name: 'p2', residentBytes: 30 * mebibyte, grownBytes: 20 * mebibyte, overSeconds: 30 },
      { pid: 1, name: 'p1', residentBytes: 53 * mebibyte, grownBytes: 3 * mebibyte, overSeconds: 30 },
    ]);
  });

  it('are five at most', () => {
    const pids = [1, 2, 3, 4, 5, 6, 7];
    const then = snapshot(0, ...pids.map((pid) => holding(pid, 1)));
    const now = snapshot(1, ...pids.map((pid) => holding(pid, 1 + pid)));
    const found = culpritsBetween(then, now, 0).map(({ pid }) => pid);
    assert.deepEqual(found, [7, 6, 5, 4, 3]);
  });

  it('are in the order of their pids where they have grown alike', () => {
    const then = snapshot(0, ...[3, 1, 2].map((pid) => holding(pid, 1)));
    const now = snapshot(1, ...[3, 1, 2].map((pid) => holding(pid, 5)));
    assert.deepEqual(
      culpritsBetween(then, now, 0).map(({ pid }) => pid),
      [1, 2, 3],
    );
  });

  it('have grown by a mebibyte, and by a hundredth of what the series has', () => {
    const then = snapshot(0, holding(1, 10), holding(2, 10), holding(3, 10));
    const now = snapshot(1, holding(1, 10.99), holding(2, 11), holding(3, 13));
    const found = (growth: number): number[] =>
      culpritsBetween(then, now, growth * mebibyte).map(({ pid }) => pid);
    assert.deepEqual(found(-1000), [3, 2]);
    assert.deepEqual(found(100), [3, 2]);
    assert.deepEqual(found(101), [3]);
    assert.deepEqual(found(301), []);
  });

  it('are worth a word beside the first of them', () => {
    const then = snapshot(0, holding(1, 10), holding(2, 10), holding(3, 10));
    const now = snapshot(1, holding(1, 11.9), holding(2, 12), holding(3, 210));
    assert.deepEqual(
      culpritsBetween(then, now, 0).map(({ pid }) => pid),
      [3, 2],
    );
  });

  it('that are new have grown by all they hold, also under the pid of another', () => {
    const then = snapshot(0, holding(1, 100), holding(2, 100, 1));
    const now = snapshot(5, holding(1, 100), holding(2, 110, 2), holding(3, 40));
    assert.deepEqual(
      culpritsBetween(then, now, 0).map(({ pid, grownBytes }) => [pid, grownBytes / mebibyte]),
      [
        [2, 110],
        [3, 40],
      ],
    );
  });

  it('are looked for within two horizons, in few snapshots', () => {
    const record = new CulpritRecord(60);
    for (let second = 0; second <= 300; second++) {
      record.add(snapshot(second, holding(1, second)), second * mebibyte);
    }
    const [culprit] = record.culprits();
    assert.ok(culprit!.overSeconds > 100 && culprit!.overSeconds <= 120, `${culprit!.overSeconds}`);
    assert.equal(culprit!.grownBytes, culprit!.overSeconds * mebibyte);
  });

  it('are not known from one snapshot, seen twice or not', () => {
    const record = new CulpritRecord(60);
    assert.deepEqual(record.culprits(), []);
    const only = snapshot(1, holding(1, 100));
    record.add(only, 0);
    record.add(only, 0);
    assert.deepEqual(record.culprits(), []);
    record.add(snapshot(2, holding(1, 102)), 0);
    assert.equal(record.culprits().length, 1);
  });

  it('are compared with what the series has grown since the same snapshot', () => {
    const record = new CulpritRecord(60);
    record.add(snapshot(1, holding(1, 100)), 1000 * mebibyte);
    record.add(snapshot(2, holding(1, 102)), 1100 * mebibyte);
    assert.equal(record.culprits().length, 1);
    record.add(snapshot(3, holding(1, 102)), 1300 * mebibyte);
    assert.deepEqual(record.culprits(), []);
  });

  it('have ended when the newest snapshot no longer has those that had grown most at the top', () => {
    const record = new CulpritRecord(60);
    assert.deepEqual(record.ended(), []);
    record.add(snapshot(1, holding(1, 100), holding(2, 100), holding(4, 50)), 0);
    record.add(snapshot(20, holding(1, 400), holding(2, 1200), holding(4, 50)), 600 * mebibyte);
    assert.deepEqual(record.ended(), []);
    record.add(snapshot(30, holding(2, 1200), holding(4, 50)), 200 * mebibyte);
    // The second has grown more, and goes on.
    assert.deepEqual(
      record.ended().map(({ pid, grownBytes }) => [pid, grownBytes / mebibyte]),
      [[1, 300]],
    );
    record.add(snapshot(40, holding(1, 5, 2), holding(2, 1200)), 200 * mebibyte);
    assert.equal(record.ended().length, 1, 'another process has its pid');
  });

  it('have not ended the alert where they held little of what the series has fallen by', () => {
    const record = new CulpritRecord(60);
    record.add(snapshot(1, holding(1, 100), holding(2, 1)), 0);
    record.add(snapshot(20, holding(1, 600), holding(2, 90)), 600 * mebibyte);
    record.add(snapshot(30, holding(1, 200)), 200 * mebibyte);
    assert.deepEqual(record.ended(), []);
    record.add(snapshot(31, holding(1, 200)), 300 * mebibyte);
    assert.equal(record.ended().length, 1);
  });

  it('of a top that is longer ago than two horizons are no longer looked for', () => {
    const record = new CulpritRecord(60);
    record.add(snapshot(1, holding(1, 100)), 0);
    record.add(snapshot(20, holding(1, 400)), 300 * mebibyte);
    record.add(snapshot(30), 0);
    assert.equal(record.ended().length, 1);
    record.add(snapshot(141), 0);
    assert.deepEqual(record.ended(), []);
  });

  it('survive a clock that is set back', () => {
    const record = new CulpritRecord(60);
    record.add(snapshot(1000, holding(1, 100)), 0);
    record.add(snapshot(500, holding(1, 110)), 0);
    assert.deepEqual(record.culprits(), []);
    record.add(snapshot(505, holding(1, 120)), 0);
    assert.deepEqual(
      record.culprits().map(({ overSeconds, grownBytes }) => [overSeconds, grownBytes]),
      [[5, 10 * mebibyte]],
    );
  });
});
