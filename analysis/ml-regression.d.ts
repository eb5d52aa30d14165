/** The part of ml-regression (which ships no types) that is used here; the last two by tests alone, to compare with. */
declare module 'ml-regression' {
  export class SimpleLinearRegression {
    constructor(x: ArrayLike<number>, y: ArrayLike<number>);
    readonly slope: number;
    readonly intercept: number;
    predict(x: number): number;
  }

  export class PolynomialRegression {
    constructor(x: ArrayLike<number>, y: ArrayLike<number>, degree: number);
    predict(x: number): number;
  }

  export class TheilSenRegression {
    constructor(x: ArrayLike<number>, y: ArrayLike<number>);
    predict(x: number): number;
  }
}
