/** The similarity of two vectors of features. */
export type Kernel =
  /** u . v */
  | { readonly kind: 'linear' }
  /** (gamma u . v + offset) ^ degree */
  | {
      readonly kind: 'polynomial';
      readonly degree: number;
      readonly gamma: number;
      readonly offset: number;
    }
  /** exp(-gamma |u - v|^2) */
  | { readonly kind: 'rbf'; readonly gamma: number };

/**
 * A trained support vector machine, whoever trained it.
 *
 * Its decision is f(x) = bias + sum of coefficient_i K(vector_i, x); above 0 is abnormal.
 */
export interface KernelModel {
  readonly kernel: Kernel;
  /** Support vectors, all of one length. */
  readonly vectors: readonly (readonly number[])[];
  /** One for each support vector: its label times its alpha. */
  readonly coefficients: readonly number[];
  readonly bias: number;
}

/** The model's decision as a function that allocates nothing; its argument is as long as the support vectors. */
export function decisionOf(model: KernelModel): (x: Float64Array) => number {
  const { kernel, bias } = model;
  const coefficients = Float64Array.from(model.coefficients);
  const width = model.vectors[0]?.length ?? 0;
  const vectors = Float64Array.from(model.vectors.flat());
  if (kernel.kind === 'linear') {
    const weights = weightsOf(vectors, coefficients, width);
    return (x) => bias + dot(weights, 0, x, width);
  }
  if (kernel.kind === 'polynomial') {
    const { degree, gamma, offset } = kernel;
    return (x) => {
      let sum = bias;
      for (let i = 0; i < coefficients.length; i++) {
        sum += coefficients[i]! * (gamma * dot(vectors, i * width, x, width) + offset) ** degree;
      }
      return sum;
    };
  }
  const { gamma } = kernel;
  const distances = new Float64Array(coefficients.length);
  return (x) => {
    squaredDistances(vectors, x, distances);
    let sum = bias;
    for (let i = 0; i < coefficients.length; i++) sum += coefficients[i]! * Math.exp(-gamma * distances[i]!);
    return sum;
  };
}

/** A linear model is one plane, however many vectors it was made from. */
function weightsOf(vectors: Float64Array, coefficients: Float64Array, width: number): Float64Array {
  const weights = new Float64Array(width);
  for (let i = 0; i < coefficients.length; i++) {
    for (let j = 0; j < width; j++) weights[j]! += coefficients[i]! * vectors[i * width + j]!;
  }
  return weights;
}

function dot(vectors: Float64Array, start: number, x: Float64Array, width: number): number {
  let sum = 0;
  for (let j = 0; j < width; j++) sum += vectors[start + j]! * x[j]!;
  return sum;
}

/**
 * Squared distances from x to all vectors. Four at a time: each of the sums has to wait for its last addition, and
 * meanwhile there is work on the others.
 */
function squaredDistances(vectors: Float64Array, x: Float64Array, distances: Float64Array): void {
  const width = x.length;
  let i = 0;
  for (; i + 4 <= distances.length; i += 4) {
    const start = i * width;
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let j = 0; j < width; j++) {
      const at = start + j;
      const own = x[j]!;
      const a = vectors[at]! - own;
      const b = vectors[at + width]! - own;
      const c = vectors[at + 2 * width]! - own;
      const d = vectors[at + 3 * width]! - own;
      first += a * a;
      second += b * b;
      third += c * c;
      fourth += d * d;
    }
    distances[i] = first;
    distances[i + 1] = second;
    distances[i + 2] = third;
    distances[i + 3] = fourth;
  }
  for (; i < distances.length; i++) {
    let squares = 0;
    for (let j = 0; j < width; j++) {
      const difference = vectors[i * width + j]! - x[j]!;
      squares += difference * difference;
    }
    distances[i] = squares;
  }
}
