import type { LearningSeries } from './learning-series.ts';

/** The curve ends where so much of normal time is called abnormal: nobody wants more. */
const mostFalseShare = 0.2;
const mostCurvePoints = 300;
const bins = 40;
/** So many of the margins of a label may lie beyond the outermost bins; they are counted with those. */
const beyondShare = 0.05;

/** Recall by the share of normal time that is called abnormal, as the boundary is moved. */
export interface RecallCurve {
  /** Increasing, from 0. */
  readonly falseShare: readonly number[];
  readonly recall: readonly number[];
}

/** Shares of the rows of a label, by margin. */
export interface MarginHistogram {
  /** Beyond this, from 0, margins are counted with the outermost ones. */
  readonly widest: number;
  /** The lower end of each bin. */
  readonly from: readonly number[];
  readonly normal: readonly number[];
  readonly abnormal: readonly number[];
}

/** Held-out margins of a label; those that were not judged are left out. */
export function marginsOf(
  series: readonly LearningSeries[],
  heldOutMargins: readonly Float64Array[],
  label: 1 | -1,
): Float64Array {
  const found = series.map(({ training: { labels } }, which) =>
    heldOutMargins[which]!.filter((margin, index) => labels[index] === label && !Number.isNaN(margin)),
  );
  const margins = new Float64Array(found.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const some of found) {
    margins.set(some, at);
    at += some.length;
  }
  return margins;
}

export function recallCurve(normal: Float64Array, abnormal: Float64Array): RecallCurve {
  const [down, up] = [normal.toSorted().toReversed(), abnormal.toSorted().toReversed()];
  const most = Math.floor(mostFalseShare * down.length);
  const step = Math.max(1, Math.ceil(most / mostCurvePoints));
  const falseShare: number[] = [];
  const recall: number[] = [];
  let found = 0;
  for (let called = 0; called <= most; called += step) {
    // So many normal rows are called abnormal when the boundary is the next one's margin.
    const boundary = down[called] ?? Number.NEGATIVE_INFINITY;
    while (found < up.length && up[found]! > boundary) found++;
    falseShare.push(called / Math.max(1, down.length));
    recall.push(found / Math.max(1, up.length));
  }
  return { falseShare, recall };
}

export function marginHistogram(normal: Float64Array, abnormal: Float64Array): MarginHistogram {
  const lowest = normal.toSorted().at(Math.floor(beyondShare * normal.length)) ?? 0;
  const highest = abnormal.toSorted().at(-1 - Math.floor(beyondShare * abnormal.length)) ?? 0;
  const widest = Math.max(1, Math.ceil(Math.max(-lowest, highest)));
  const size = (2 * widest) / bins;
  const shares = (margins: Float64Array): number[] => {
    const counts = Array<number>(bins).fill(0);
    for (const margin of margins) {
      const bin = Math.floor((margin + widest) / size);
      counts[Math.min(bins - 1, Math.max(0, bin))]! += 1 / margins.length;
    }
    return counts;
  };
  const from = Array.from({ length: bins }, (_, bin) => bin * size - widest);
  return { widest, from, normal: shares(normal), abnormal: shares(abnormal) };
}
