/** The correlation from which two periods count as a season. */
const leastLikeness = 0.6;
/** Among lags about as good, the shortest is the period and the others are its multiples. */
const aboutAsGood = 0.95;
/** Variation below this share of the largest value is rounding. */
const rounding = 2 ** -44;

/**
 * The period of a season in an evenly sampled series, in steps; undefined when no period fits in twice.
 *
 * Likeness at lag k is 1 - var(y_(i+k) - y_i) / (2 var(y without its line)): the autocorrelation by way of differences,
 * in which a trend of constant slope cancels, so that a trend does not move the peak. Noise has likeness 0, a season 1
 * at its period. The answer is the first lag that is a local peak of at least 0.6, unless a later one is clearly
 * higher; only lags after likeness has once been below 0 count, because neighbours are alike in every slow series.
 * Sources: Box, Jenkins and Reinsel, Time Series Analysis (autocorrelation and variogram); Ross et al. (1974),
 * Average magnitude difference function pitch extractor, IEEE Trans. ASSP 22. O(count^2).
 */
export function seasonPeriod(grid: Float64Array, count: number): number | undefined {
  const variance = varianceAroundLine(grid, count);
  if (!(variance > 0)) return undefined;
  const longest = Math.floor(count / 2);
  let period: number | undefined;
  let highest = 0;
  let dipped = false;
  let [beforeLast, last] = [1, 1];
  // One lag more than wanted, to see whether the longest is a peak.
  for (let lag = 1; lag <= longest + 1; lag++) {
    const likeness = 1 - varianceOfDifferences(grid, count, lag) / (2 * variance);
    const isPeak = last >= beforeLast && last >= likeness;
    if (dipped && isPeak && last >= (period === undefined ? leastLikeness : highest / aboutAsGood)) {
      period = lag - 1;
      highest = last;
    }
    if (likeness < 0) dipped = true;
    beforeLast = last;
    last = likeness;
  }
  return period;
}

/** 0 for what is a line but for rounding. */
function varianceAroundLine(grid: Float64Array, count: number): number {
  const middle = (count - 1) / 2;
  // Relative to the first value: the mean of large ones has too few digits left for small differences.
  let mean = 0;
  let largest = 0;
  for (let i = 0; i < count; i++) {
    mean += (grid[i]! - grid[0]!) / count;
    largest = Math.max(largest, Math.abs(grid[i]!));
  }
  let squares = 0;
  let products = 0;
  let steps = 0;
  for (let i = 0; i < count; i++) {
    const value = grid[i]! - grid[0]! - mean;
    squares += value * value;
    products += value * (i - middle);
    steps += (i - middle) ** 2;
  }
  const variance = (squares - (products / steps) * products) / count;
  return variance > (largest * rounding) ** 2 ? variance : 0;
}

function varianceOfDifferences(grid: Float64Array, count: number, lag: number): number {
  const pairs = count - lag;
  let mean = 0;
  for (let i = lag; i < count; i++) mean += (grid[i]! - grid[i - lag]!) / pairs;
  let squares = 0;
  for (let i = lag; i < count; i++) squares += (grid[i]! - grid[i - lag]! - mean) ** 2;
  return squares / pairs;
}
