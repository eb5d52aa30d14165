import { maxLookBack } from '../climb/trends.ts';
import { averageBlocks, type BinnedPast } from '../climb/binned-past.ts';

/** Blocks a horizon in which steps and troughs are looked for. */
const blocksPerHorizon = 12;

const blockTimes = new Float64Array(maxLookBack * blocksPerHorizon);
const blockValues = new Float64Array(maxLookBack * blocksPerHorizon);

/** The shape of the last two horizons, in blocks of a twelfth of one. One object, overwritten by each look. */
export interface RecentShape {
  /** Residual standard error of the least-squares line over the last horizon. */
  spread: number;
  /** The largest step up between neighbours within the last horizon, as a share of its range. */
  jumpShare: number;
  /** The time since then, as a share of the horizon. */
  jumpAge: number;
  /** From the lowest block of the horizon before to that of the last one; 0 without one before. */
  troughRise: number;
}

const shape: RecentShape = { spread: 0, jumpShare: 0, jumpAge: 0, troughRise: 0 };

/** Looks at a past of at least one point. */
export function recentShape(past: BinnedPast, horizonSeconds: number): Readonly<RecentShape> {
  const from = past.firstWithin(maxLookBack * horizonSeconds);
  const count = averageBlocks(past, from, blockTimes.length, blockTimes, blockValues);
  const middle = count >> 1;
  let [lowest, highest, jump, jumpAt] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, middle];
  let before = Number.POSITIVE_INFINITY;
  for (let i = 0; i < middle; i++) before = Math.min(before, blockValues[i]!);
  for (let i = middle; i < count; i++) {
    lowest = Math.min(lowest, blockValues[i]!);
    highest = Math.max(highest, blockValues[i]!);
    const step = i > middle ? blockValues[i]! - blockValues[i - 1]! : 0;
    if (step <= jump) continue;
    jump = step;
    jumpAt = i;
  }
  shape.spread = spreadOf(middle, count);
  shape.jumpShare = highest > lowest ? jump / (highest - lowest) : 0;
  shape.jumpAge = count - 1 > middle ? (count - 1 - jumpAt) / (count - 1 - middle) : 0;
  shape.troughRise = middle > 0 ? lowest - before : 0;
  return shape;
}

/** Residual standard error of the least-squares line through the blocks from `start` to `end`. */
function spreadOf(start: number, end: number): number {
  const count = end - start;
  if (count < 3) return 0;
  let [meanTime, meanValue] = [0, 0];
  for (let i = start; i < end; i++) {
    meanTime += blockTimes[i]! / count;
    meanValue += blockValues[i]! / count;
  }
  let [timeSquares, products, squares] = [0, 0, 0];
  for (let i = start; i < end; i++) {
    const time = blockTimes[i]! - meanTime;
    const value = blockValues[i]! - meanValue;
    timeSquares += time * time;
    products += time * value;
    squares += value * value;
  }
  return Math.sqrt(Math.max(0, squares - (products * products) / timeSquares) / (count - 2));
}
