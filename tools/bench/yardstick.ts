const points = 12;
const values = Float64Array.from({ length: points }, (_, i) => Math.sin(7 * i));
const slopes = new Float64Array((points * (points - 1)) / 2);

/**
 * Work that never changes, to compare other work with: machines differ, and one that is shared differs from minute to
 * minute, but a ratio of two works done side by side stays. The median of the 66 slopes between 12 points, by insertion
 * into a sorted list; about what one robust trend costs. Nothing of `analysis/`, so that no improvement there moves it.
 */
export function yardstick(): number {
  let count = 0;
  for (let j = 1; j < points; j++) {
    for (let i = 0; i < j; i++) {
      const slope = (values[j]! - values[i]!) / (j - i);
      let at = count++;
      while (at > 0 && slopes[at - 1]! > slope) {
        slopes[at] = slopes[at - 1]!;
        at--;
      }
      slopes[at] = slope;
    }
  }
  return (slopes[count / 2 - 1]! + slopes[count / 2]!) / 2;
}
