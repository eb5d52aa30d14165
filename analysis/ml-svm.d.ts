/** The part of ml-svm (which ships no types) that is used here. */
declare module 'ml-svm' {
  export default class SVM {
    constructor(options: {
      C: number;
      kernel: 'rbf';
      kernelOptions: { sigma: number };
      random: () => number;
      maxIterations: number;
      /** True to scale the rows. */
      whitening: boolean;
    });
    /** The support vectors; after an error in `train`, all rows. */
    readonly X: number[][];
    /** The label of each of `X`. */
    readonly Y: number[];
    /** The weight of each of `X`. */
    readonly alphas: number[];
    /** The bias. */
    readonly b: number;
    /** @throws Error "max iterations reached" */
    train(features: number[][], labels: (1 | -1)[]): void;
  }
}
