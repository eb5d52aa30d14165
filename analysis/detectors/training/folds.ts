import { faultsOf, type AbnormalRun } from './faults.ts';
import type { TrainingSeries } from './training-rows.ts';

/** Parts that the rows are divided into at most: each is judged by a model that was trained on the others. */
const maxFolds = 5;
/** A single fault is cut into this many pieces. */
const pieces = 3;
/** Tried in this order, in horizons. Features look back two of them: what is nearer shows some of the same samples. */
const embargoes = [2, 1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 0];
/** An embargo is too long where it leaves less than this share of the rows of a label that are not held out. */
const leastLeftShare = 1 / 2;

export interface Folds {
  readonly count: number;
  /**
   * The unit of division: groups of series; or the faults, each as a whole, and the normal time in pieces; or, of a
   * single fault, pieces of it, which makes the figures look better than they are.
   */
  readonly by: 'group' | 'fault' | 'piece';
  /** For each series, the fold of each row; -1 for rows without a label. */
  readonly of: readonly Int8Array[];
  /** Rows of a series this near to one that is held out are not trained on, in horizons. */
  readonly embargoHorizons: number;
}

/**
 * Divides the rows into folds; never by drawing single rows, which would be tested on their own neighbours.
 *
 * By group where several groups have faults, by fault where one has several, else by piece. Around what is held out, an
 * embargo of two horizons, which is what features look back, is not trained on. Where that leaves less than half of the
 * other folds' rows of a label, it is halved until it does not: after short faults, what is held out has shared samples
 * with what is trained on. A fold is only left without rows of a label to train on where it holds all of them.
 */
export function foldsOf(series: readonly TrainingSeries[]): Folds {
  const faulty = new Set(series.filter(({ labels }) => labels.includes(1)).map(({ group }) => group));
  if (faulty.size > 1) {
    const folds = byGroup(series);
    // What holds all of the normal time cannot be held out.
    if (isInSeveral(series, folds, -1)) return { ...folds, embargoHorizons: embargoes[0]! };
  }
  const faults = faultsOf(series);
  const folds = faults.length > 1 ? byFault(series, faults) : byPiece(series);
  const embargoHorizons = embargoes.find((embargo) => leavesEnough(series, folds, embargo)) ?? 0;
  return { ...folds, embargoHorizons };
}

/** For each row, 1 when it may be trained on while a fold is held out. */
export function isTrainable(
  { times, horizonSeconds }: TrainingSeries,
  folds: Int8Array,
  heldOut: number,
  embargoHorizons: number,
): Uint8Array {
  const embargo = embargoHorizons * horizonSeconds;
  const trainable = Uint8Array.from(folds, (fold) => (fold >= 0 && fold !== heldOut ? 1 : 0));
  const sweep = (start: number, step: 1 | -1): void => {
    let last = Number.NEGATIVE_INFINITY * step;
    for (let i = start; i >= 0 && i < folds.length; i += step) {
      if (folds[i] === heldOut) last = times[i]!;
      else if (Math.abs(times[i]! - last) < embargo) trainable[i] = 0;
    }
  };
  sweep(0, 1);
  sweep(folds.length - 1, -1);
  return trainable;
}

/** True when enough rows of each label remain to train on, whichever fold is held out. */
function leavesEnough(series: readonly TrainingSeries[], { count, of }: Division, embargo: number): boolean {
  for (let heldOut = 0; heldOut < count; heldOut++) {
    const [others, left] = [
      { normal: 0, abnormal: 0 },
      { normal: 0, abnormal: 0 },
    ];
    for (const [which, each] of series.entries()) {
      const folds = of[which]!;
      const trainable = isTrainable(each, folds, heldOut, embargo);
      for (const [row, label] of each.labels.entries()) {
        if (label === 0 || folds[row] === heldOut) continue;
        const name = label === 1 ? 'abnormal' : 'normal';
        others[name]++;
        if (trainable[row] === 1) left[name]++;
      }
    }
    for (const name of ['normal', 'abnormal'] as const)
      if (left[name] < leastLeftShare * others[name]) return false;
  }
  return true;
}

/** True when the rows of a label are in more than one fold. */
function isInSeveral(series: readonly TrainingSeries[], { of }: Division, wanted: number): boolean {
  const found = new Set<number>();
  for (const [which, { labels }] of series.entries())
    for (const [row, label] of labels.entries()) if (label === wanted) found.add(of[which]![row]!);
  return found.size > 1;
}

type Division = Omit<Folds, 'embargoHorizons'>;

/** The groups with the most abnormal rows first, each to the fold that has the fewest yet. */
function byGroup(series: readonly TrainingSeries[]): Division {
  const sizes = new Map<string, { abnormal: number; rows: number }>();
  for (const { group, labels } of series) {
    const size = sizes.get(group) ?? { abnormal: 0, rows: 0 };
    size.rows += labels.length;
    for (const label of labels) if (label === 1) size.abnormal++;
    sizes.set(group, size);
  }
  const faulty = [...sizes.values()].filter(({ abnormal }) => abnormal > 0).length;
  const count = Math.min(maxFolds, faulty);
  const taken = Array.from({ length: count }, () => ({ abnormal: 0, rows: 0 }));
  const foldOf = new Map<string, number>();
  const ordered = [...sizes].sort(([, a], [, b]) => b.abnormal - a.abnormal || b.rows - a.rows);
  for (const [group, size] of ordered) {
    const measure = size.abnormal > 0 ? 'abnormal' : 'rows';
    const fold = taken.reduce((best, each, i) => (each[measure] < taken[best]![measure] ? i : best), 0);
    foldOf.set(group, fold);
    taken[fold]!.abnormal += size.abnormal;
    taken[fold]!.rows += size.rows;
  }
  const of = series.map(({ group, labels }) =>
    Int8Array.from(labels, (label) => (label === 0 ? -1 : foldOf.get(group)!)),
  );
  return { count, by: 'group', of };
}

function byFault(series: readonly TrainingSeries[], faults: readonly (readonly AbnormalRun[])[]): Division {
  const count = Math.min(maxFolds, faults.length);
  const of = series.map(({ labels }) => inPieces(labels, -1, count));
  for (const [index, fault] of faults.entries()) {
    for (const { series: which, firstRow, lastRow } of fault) {
      const { labels } = series[which]!;
      for (let row = firstRow; row <= lastRow; row++) if (labels[row] === 1) of[which]![row] = index % count;
    }
  }
  return { count, by: 'fault', of };
}

function byPiece(series: readonly TrainingSeries[]): Division {
  const of = series.map(({ labels }) => {
    const folds = inPieces(labels, -1, pieces);
    const abnormal = inPieces(labels, 1, pieces);
    return folds.map((fold, i) => Math.max(fold, abnormal[i]!));
  });
  return { count: pieces, by: 'piece', of };
}

/** The rows of one label in `count` contiguous pieces; -1 elsewhere. */
function inPieces(labels: Int8Array, wanted: number, count: number): Int8Array {
  const folds = new Int8Array(labels.length).fill(-1);
  let total = 0;
  for (const label of labels) if (label === wanted) total++;
  let seen = 0;
  for (const [i, label] of labels.entries()) {
    if (label === wanted) folds[i] = Math.floor((seen++ * count) / total);
  }
  return folds;
}
