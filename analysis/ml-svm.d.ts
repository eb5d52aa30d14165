/** The part of ml-svm (which ships no types) that is used here. */
declare module 'ml-svm' {
  export default class SVM {
    constructor(options?: {
      C?: number;
      kernel?: 'linear' | 'rbf' | 'polynomial';
      kernelOptions?: Record<string, number>;
      random?: () => number;
      maxIterations?: number;
      whitening?: boolean;
    });
    static load(model: unknown): SVM;
    train(features: number[][], labels: (1 | -1)[]): void;
    margin(rows: readonly (readonly number[])[]): number[];
    toJSON(): Record<string, unknown>;
  }
}
