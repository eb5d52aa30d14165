import assert from 'node:assert/strict';
import { foldsOf, isTrainable } from '../../../../../analysis/detectors/training/folds.ts';
import { runs, syntheticSeries } from './synthetic-series.ts';

/** The folds of the rows that have this label. */
function foldsWith(labels: Int8Array, folds: Int8Array, label: number): number[] {
  return [...folds].filter((_, row) => labels[row] === label);
}

describe('the folds of cross-validation', () => {
  describe('of several groups with faults', () => {
    const groups = ['a', 'b', 'c', 'd', 'e', 'f', 'quiet'];
    const series = groups.flatMap((group, i) =>
      ['first', 'second'].map((name) =>
        syntheticSeries({
          name: `${group} ${name}`,
          group,
          labels: group === 'quiet' ? runs(300, -1) : runs(100, -1, 20, 0, 10 + i, 1),
        }),
      ),
    );
    const folds = foldsOf(series);

    it('hold each group together', () => {
      assert.equal(folds.by, 'group');
      assert.equal(folds.count, 5);
      const used = new Map<string, Set<number>>();
      for (const [which, { group }] of series.entries()) {
        const labelled = [...folds.of[which]!].filter((fold) => fold >= 0);
        used.set(group, new Set([...(used.get(group) ?? []), ...labelled]));
      }
      for (const [group, those] of used) assert.equal(those.size, 1, group);
    });

    it('have abnormal rows each', () => {
      const having = new Set(series.flatMap(({ labels }, i) => foldsWith(labels, folds.of[i]!, 1)));
      assert.deepEqual(
        [...having].sort((a, b) => a - b),
        [0, 1, 2, 3, 4],
      );
    });

    it('leave out rows without a label', () => {
      for (const [which, { labels }] of series.entries()) {
        assert.ok(foldsWith(labels, folds.of[which]!, 0).every((fold) => fold === -1));
      }
    });

    it('are not more than groups that have faults', () => {
      const two = foldsOf(series.filter(({ group }) => ['a', 'b', 'quiet'].includes(group)));
      assert.deepEqual([two.by, two.count], ['group', 2]);
    });
  });

  describe('of one group with several faults', () => {
    const series = [
      syntheticSeries({ labels: runs(90, -1, 10, 1, 90, -1, 20, 1) }),
      syntheticSeries({ labels: runs(60, -1, 30, 1, 60, -1) }),
    ];
    const folds = foldsOf(series);

    it('hold each fault together, apart from the others', () => {
      assert.deepEqual([folds.by, folds.count], ['fault', 3]);
      assert.deepEqual(foldsWith(series[0]!.labels, folds.of[0]!, 1), [...times(10, 0), ...times(20, 1)]);
      assert.deepEqual(foldsWith(series[1]!.labels, folds.of[1]!, 1), times(30, 2));
    });

    it('cut the normal time into pieces without gaps', () => {
      assert.deepEqual(foldsWith(series[0]!.labels, folds.of[0]!, -1), [
        ...times(60, 0),
        ...times(60, 1),
        ...times(60, 2),
      ]);
    });

    it('are five at most', () => {
      const many = foldsOf([
        syntheticSeries({ labels: Array.from({ length: 9 }, () => runs(50, -1, 5, 1)).flat() }),
      ]);
      assert.equal(many.count, 5);
    });
  });

  it('of a single fault are three pieces of it, and of the time before', () => {
    const [series] = [syntheticSeries({ labels: runs(30, -1, 9, 1) })];
    const folds = foldsOf([series]);
    assert.deepEqual([folds.by, folds.count], ['piece', 3]);
    assert.deepEqual(
      [...folds.of[0]!],
      [0, 1, 2].flatMap((fold) => times(10, fold)).concat([0, 0, 0, 1, 1, 1, 2, 2, 2]),
    );
  });
});

describe('what may be trained on', () => {
  const series = syntheticSeries({ labels: runs(300, -1) });
  const folds = Int8Array.from({ length: 300 }, (_, row) => Math.floor(row / 100));

  it('is at least half of a horizon away from what is held out', () => {
    const rows = [...isTrainable(series, folds, 1)].flatMap((may, row) => (may === 1 ? [row] : []));
    assert.deepEqual(rows, [...range(0, 71), ...range(229, 300)]);
  });

  it('is everything that is not held out where nothing of the series is', () => {
    assert.ok(isTrainable(series, folds, 4).every((may) => may === 1));
  });

  it('has a label', () => {
    const some = folds.map((fold, row) => (row % 2 === 0 ? -1 : fold));
    assert.ok([...isTrainable(series, some, 4)].every((may, row) => may === row % 2));
  });
});

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
