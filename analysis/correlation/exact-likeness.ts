import { spanOf } from './turns.ts';

/**
 * The correlation of the changes of two series at one lag, over the time of a turn: with the changes of the other, or
 * with its level where that tells more, as a process that is busy makes another one grow.
 *
 * @param lag steps from the change of `target` to that of `series`
 * @param span the steps before and after that are compared (default: as for turns)
 * @returns -1 to 1
 */
export function likenessOfTurns(
  target: Float64Array,
  series: Float64Array,
  lag: number,
  span = spanOf(target.length),
): number {
  const changes = changesOver(target, span);
  const byChange = correlationAt(changes, changesOver(series, span), lag);
  const byLevel = correlationAt(changes, levelsOver(series, span), lag);
  return Math.abs(byLevel) > Math.abs(byChange) ? byLevel : byChange;
}

/** From this many compared steps on, the shape of a turn is seen; and how much alike two have to be. */
const [minShaped, leastAlike] = [8, 0.7];

/**
 * False where two turns are at one time, and of different shapes: a jump, and a decay that began with it.
 *
 * @param correlation their likeness
 * @param span the steps that are compared
 */
export function areShapedAlike(correlation: number, span: number): boolean {
  return span < minShaped || Math.abs(correlation) >= leastAlike;
}

/** The mean of `span` values less that of the `span` before, beside {@link levelsOver}. */
function changesOver(values: Float64Array, span: number): Float64Array {
  const means = runningMeans(values, span);
  return Float64Array.from({ length: means.length - span }, (_, i) => means[i + span]! - means[i]!);
}

/** The mean over the same time. */
function levelsOver(values: Float64Array, span: number): Float64Array {
  return runningMeans(values, 2 * span);
}

function runningMeans(values: Float64Array, span: number): Float64Array {
  const means = new Float64Array(values.length - span + 1);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]! - (i >= span ? values[i - span]! : 0);
    if (i >= span - 1) means[i - span + 1] = sum / span;
  }
  return means;
}

/** Pearson's correlation of `a` and, `lag` later, `b`; 0 when one of them does not change. */
function correlationAt(a: Float64Array, b: Float64Array, lag: number): number {
  const start = Math.max(0, -lag);
  const end = Math.min(a.length, b.length - lag);
  const count = end - start;
  if (count < 2) return 0;
  let [sumA, sumB] = [0, 0];
  for (let i = start; i < end; i++) {
    sumA += a[i]!;
    sumB += b[i + lag]!;
  }
  const [meanA, meanB] = [sumA / count, sumB / count];
  let [product, squaresA, squaresB] = [0, 0, 0];
  for (let i = start; i < end; i++) {
    const [offA, offB] = [a[i]! - meanA, b[i + lag]! - meanB];
    product += offA * offB;
    squaresA += offA * offA;
    squaresB += offB * offB;
  }
  return squaresA > 0 && squaresB > 0 ? product / Math.sqrt(squaresA * squaresB) : 0;
}
