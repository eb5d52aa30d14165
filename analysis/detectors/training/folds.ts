import type { TrainingSeries } from './training-series.ts';

/** Parts that the rows are divided into at most: each is judged by a machine that was trained on the others. */
const mostFolds = 5;
/** A single fault is cut into this many pieces. */
const pieces = 3;
/** Rows this near to one that is judged are not trained on, in horizons: they show nearly the same window. */
const embargoHorizons = 1 / 2;

export interface Folds {
  readonly count: number;
  /**
   * What is held together: groups of series; or the faults, each as a whole, and the normal time in pieces; or, of a
   * single fault, pieces of it, which makes the figures look better than they are.
   */
  readonly by: 'group' | 'fault' | 'piece';
  /** For each series, the fold of each row; -1 for rows without a label. */
  readonly of: readonly Int8Array[];
}

/** Divides the rows into folds; never by drawing single rows, which would be tested on their own neighbours. */
export function foldsOf(series: readonly TrainingSeries[]): Folds {
  const faulty = new Set(series.filter(({ labels }) => labels.includes(1)).map(({ group }) => group));
  if (faulty.size > 1) return byGroup(series);
  const faults = series.reduce((sum, { labels }) => sum + runsOf(labels, 1).length, 0);
  return faults > 1 ? byFault(series, faults) : byPiece(series);
}

/** Whether a row may be trained on when a fold is held out. */
export function isTrainable(
  { times, horizonSeconds }: TrainingSeries,
  folds: Int8Array,
  heldOut: number,
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

/** The groups with the most abnormal rows first, each to the fold that has the fewest yet. */
function byGroup(series: readonly TrainingSeries[]): Folds {
  const sizes = new Map<string, { abnormal: number; rows: number }>();
  for (const { group, labels } of series) {
    const size = sizes.get(group) ?? { abnormal: 0, rows: 0 };
    size.rows += labels.length;
    for (const label of labels) if (label === 1) size.abnormal++;
    sizes.set(group, size);
  }
  const faulty = [...sizes.values()].filter(({ abnormal }) => abnormal > 0).length;
  const count = Math.min(mostFolds, faulty);
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

function byFault(series: readonly TrainingSeries[], faults: number): Folds {
  const count = Math.min(mostFolds, faults);
  let next = 0;
  const of = series.map(({ labels }) => {
    const folds = inPieces(labels, -1, count);
    for (const [start, end] of runsOf(labels, 1)) folds.fill(next++ % count, start, end);
    return folds;
  });
  return { count, by: 'fault', of };
}

function byPiece(series: readonly TrainingSeries[]): Folds {
  const of = series.map(({ labels }) => {
    const folds = inPieces(labels, -1, pieces);
    const abnormal = inPieces(labels, 1, pieces);
    return folds.map((fold, i) => Math.max(fold, abnormal[i]!));
  });
  return { count: pieces, by: 'piece', of };
}

/** The rows of one label in so many contiguous pieces; -1 elsewhere. */
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

/** Where rows of one label follow each other: from the first row to behind the last. */
function runsOf(labels: Int8Array, wanted: number): [start: number, end: number][] {
  const runs: [number, number][] = [];
  for (const [i, label] of labels.entries()) {
    if (label !== wanted) continue;
    const last = runs.at(-1);
    if (last && last[1] === i) last[1] = i + 1;
    else runs.push([i, i + 1]);
  }
  return runs;
}
