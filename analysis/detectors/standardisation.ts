/** Features to numbers of mean 0 and standard deviation 1, as they were in training. */
export interface Standardisation {
  /** The features that are used, as indices of `featureNames`. */
  readonly columns: readonly number[];
  readonly means: readonly number[];
  /** Standard deviations, all above 0. */
  readonly deviations: readonly number[];
  /**
   * A number further from the mean than this many deviations counts as that far. A feature that hardly moved in
   * training would put everything else infinitely far away, where a kernel knows nothing. (Default: no such bound)
   */
  readonly reach?: number | undefined;
}

/**
 * Standardises without allocating.
 *
 * @param numbers as long as `columns`; filled. What is not finite stays so
 * @param features as long as `featureNames`
 */
export function standardiseInto(
  numbers: Float64Array,
  { columns, means, deviations, reach = Number.POSITIVE_INFINITY }: Standardisation,
  features: Float32Array | Float64Array,
): void {
  for (let i = 0; i < columns.length; i++) {
    const number = (features[columns[i]!]! - means[i]!) / deviations[i]!;
    numbers[i] = Number.isFinite(number) ? Math.min(reach, Math.max(-reach, number)) : number;
  }
}
