import assert from 'node:assert/strict';
import { foldsOf, isTrainable } from '../../../../../analysis/detectors/training/folds.ts';
import type { TrainingSeries } from '../../../../../analysis/detectors/training/training-rows.ts';
import { runs, syntheticSeries } from './synthetic-series.ts';

/** The folds of the rows that have this label. */
function foldsWith(labels: Int8Array, folds: Int8Array, label: number): number[] {
  return [...folds].filter((_, row) => labels[row] === label);
}

/** The smallest share of the rows of a label outside a fold that is trained on when it is held out. */
function leastLeft(...series: TrainingSeries[]): number {
  const folds = foldsOf(series);
  const shares = Array.from({ length: folds.count }, (_, fold) =>
    [1, -1].map((label) => {
      let [others, left] = [0, 0];
      for (const [which, each] of series.entries()) {
        const trainable = isTrainable(each, folds.of[which]!, fold, folds.embargoHorizons);
        for (const [row, may] of trainable.entries()) {
          if (each.labels[row] !== label || folds.of[which]![row] === fold) continue;
          others++;
          left += may;
        }
      }
      return left / others;
    }),
  );
  return Math.min(...shares.flat());
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

  it('are not by group where one group has all of the normal time', () => {
    const groups = [
      syntheticSeries({ group: 'a', labels: runs(10, 1) }),
      syntheticSeries({ group: 'b', labels: runs(300, -1, 90, 0, 10, 1) }),
    ];
    assert.deepEqual(foldsOf(groups).by, 'fault');
    assert.deepEqual(foldsOf([groups[1]!, { ...groups[1]!, group: 'a' }]).by, 'group');
  });

  describe('of one group with several faults', () => {
    const series = [
      syntheticSeries({ group: 'a', labels: runs(90, -1, 10, 1, 90, -1, 20, 1, 90, -1) }),
      syntheticSeries({ group: 'a', labels: runs(400, -1, 15, 1, 20, -1, 15, 1, 60, -1) }),
      syntheticSeries({ group: 'a', labels: runs(115, -1, 5, 1) }),
    ];
    const folds = foldsOf(series);

    it('hold each fault together, in whichever series it is, apart from the others', () => {
      assert.deepEqual([folds.by, folds.count], ['fault', 3]);
      assert.deepEqual(foldsWith(series[0]!.labels, folds.of[0]!, 1), [...times(10, 0), ...times(20, 1)]);
      assert.deepEqual(foldsWith(series[1]!.labels, folds.of[1]!, 1), times(30, 2));
      assert.deepEqual(foldsWith(series[2]!.labels, folds.of[2]!, 1), times(5, 0));
    });

    it('cut the normal time into pieces without gaps', () => {
      assert.deepEqual(foldsWith(series[0]!.labels, folds.of[0]!, -1), [
        ...times(90, 0),
        ...times(90, 1),
        ...times(90, 2),
      ]);
    });

    it('leave normal time within a fault in its piece, and what has no label out', () => {
      assert.deepEqual(
        foldsWith(series[1]!.labels, folds.of[1]!, -1),
        [0, 1, 2].flatMap((fold) => times(160, fold)),
      );
      const flapping = syntheticSeries({ labels: runs(90, -1, 10, 1, 9, 0, 10, 1, 90, -1, 10, 1) });
      assert.deepEqual(foldsWith(flapping.labels, foldsOf([flapping]).of[0]!, 0), times(9, -1));
    });

    it('are five at most', () => {
      const many = foldsOf([
        syntheticSeries({ labels: Array.from({ length: 9 }, () => runs(70, -1, 5, 1)).flat() }),
      ]);
      assert.equal(many.count, 5);
    });
  });

  describe('have an embargo', () => {
    it('of two horizons, which features look back, between faults that are far enough apart', () => {
      const series = syntheticSeries({ labels: runs(900, -1, 30, 1, 900, -1, 30, 1, 900, -1) });
      assert.deepEqual([foldsOf([series]).by, foldsOf([series]).embargoHorizons], ['fault', 2]);
    });

    it('that is halved until half of the other rows of each label is left', () => {
      for (const [labels, by, embargo] of [
        // Each fault is next to normal time of the other one's fold.
        [runs(400, -1, 60, 1, 70, 0, 60, 1), 'fault', 1 / 2],
        [runs(1800, -1, 600, 1), 'piece', 1],
        // Half a minute of a fault.
        [runs(600, -1, 30, 1), 'piece', 1 / 16],
      ] as const) {
        const series = syntheticSeries({ labels });
        const folds = foldsOf([series]);
        assert.deepEqual([folds.by, folds.embargoHorizons], [by, embargo]);
        assert.ok(leastLeft(series) >= 1 / 2);
      }
    });

    it('that leaves no fold without rows to train on, as far as there are some', () => {
      const sparse = syntheticSeries({ labels: runs(180, -1, 18, 1) });
      const slow = { ...sparse, times: sparse.times.map((_, row) => 1.8e9 + 10 * row) };
      assert.ok(leastLeft(slow) >= 1 / 2);
      for (let abnormal = 2; abnormal < 40; abnormal++) {
        const series = syntheticSeries({ labels: runs(20, -1, abnormal, 1, 20, -1) });
        assert.ok(leastLeft(series) >= 1 / 2, `${abnormal} abnormal rows`);
      }
      // In one piece, they can only be held out all at once; that makes no other fold's embargo shorter.
      assert.equal(foldsOf([syntheticSeries({ labels: runs(2000, -1, 200, 0, 1, 1) })]).embargoHorizons, 2);
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

  it('is as far away from what is held out as the embargo says', () => {
    for (const [embargo, rows] of [
      [1 / 2, [...range(0, 71), ...range(229, 300)]],
      [1, [...range(0, 41), ...range(259, 300)]],
      [0, [...range(0, 100), ...range(200, 300)]],
    ] as const) {
      const found = [...isTrainable(series, folds, 1, embargo)].flatMap((may, row) => (may ? [row] : []));
      assert.deepEqual(found, rows);
    }
  });

  it('is everything that is not held out where nothing of the series is', () => {
    assert.ok(isTrainable(series, folds, 4, 2).every((may) => may === 1));
  });

  it('has a label', () => {
    const some = folds.map((fold, row) => (row % 2 === 0 ? -1 : fold));
    assert.ok([...isTrainable(series, some, 4, 2)].every((may, row) => may === row % 2));
  });
});

function times(count: number, value: number): number[] {
  return Array.from({ length: count }, () => value);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
