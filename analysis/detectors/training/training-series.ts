/** One series, described row by row, with what is known of it. */
export interface TrainingSeries {
  readonly name: string;
  /** Series of one group resemble each other: what is trained on one of them is not tested on another. */
  readonly group: string;
  readonly horizonSeconds: number;
  /** Epoch seconds of each row, increasing. */
  readonly times: Float64Array;
  /** All rows one after the other, each as long as `featureNames`; finite. */
  readonly features: Float32Array;
  /** 1 abnormal, -1 normal, 0 neither: such rows are not learned from. */
  readonly labels: Int8Array;
}
