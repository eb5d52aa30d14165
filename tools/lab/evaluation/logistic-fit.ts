/** A ridge that keeps the fit finite where one feature tells all; features are scaled to a deviation of 1. */
const ridge = 1e-4;
const maxSteps = 60;
/** A step changes no weight by more than this, so that it does not overshoot. */
const maxChange = 3;
const smallestChange = 1e-8;

/** An example: its features, of which the first is 1, its outcome, and its weight. */
export interface Example {
  readonly features: readonly number[];
  readonly outcome: 0 | 1;
  readonly weight: number;
}

/**
 * The weights of a logistic regression with a small ridge, by Newton's method.
 *
 * Source: Hastie, Tibshirani and Friedman (2009), The elements of statistical learning, section 4.4.
 *
 * @param examples at least one, of weights above 0
 * @returns a weight for each feature
 */
export function logisticFit(examples: readonly Example[]): number[] {
  const total = examples.reduce((sum, { weight }) => sum + weight, 0);
  const scales = scalesOf(examples, total);
  const size = scales.length;
  const weights = Array<number>(size).fill(0);
  for (let step = 0; step < maxSteps; step++) {
    const gradient = weights.map((weight, index) => (index === 0 ? 0 : -ridge * weight));
    const hessian = weights.map((_, row) =>
      weights.map((__, column) => (row === column && row > 0 ? ridge : 0)),
    );
    for (const { features, outcome, weight } of examples) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += weights[i]! * (features[i]! / scales[i]!);
      const probability = 1 / (1 + Math.exp(-sum));
      const share = weight / total;
      const slope = share * probability * (1 - probability);
      for (let row = 0; row < size; row++) {
        const feature = features[row]! / scales[row]!;
        gradient[row]! += share * (outcome - probability) * feature;
        for (let column = 0; column < size; column++)
          hessian[row]![column]! += slope * feature * (features[column]! / scales[column]!);
      }
    }
    const change = solve(hessian, gradient);
    const largest = Math.max(...change.map(Math.abs));
    for (let i = 0; i < size; i++) weights[i]! += change[i]! * Math.min(1, maxChange / largest);
    if (largest < smallestChange) break;
  }
  return weights.map((weight, index) => weight / scales[index]!);
}

/** The deviation of each feature; 1 for the first one and for a constant. */
function scalesOf(examples: readonly Example[], total: number): number[] {
  return examples[0]!.features.map((_, index) => {
    if (index === 0) return 1;
    let sum = 0;
    let squares = 0;
    for (const { features, weight } of examples) {
      sum += (weight / total) * features[index]!;
      squares += (weight / total) * features[index]! ** 2;
    }
    return Math.sqrt(Math.max(0, squares - sum * sum)) || 1;
  });
}

/** Gaussian elimination with pivots; the matrix is positive definite. */
function solve(matrix: number[][], right: readonly number[]): number[] {
  const rows = matrix.map((row, index) => [...row, right[index]!]);
  for (let column = 0; column < rows.length; column++) {
    let pivot = column;
    for (let row = column + 1; row < rows.length; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[pivot]![column]!)) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let row = 0; row < rows.length; row++) {
      if (row === column) continue;
      const factor = rows[row]![column]! / rows[column]![column]!;
      for (let i = column; i <= rows.length; i++) rows[row]![i]! -= factor * rows[column]![i]!;
    }
  }
  return rows.map((row, index) => row.at(-1)! / row[index]!);
}
