import { FourierTransform, type Spectrum } from '../maths/fourier.ts';

/** The likeness of a series to the target. */
export interface Likeness {
  /** Steps from the target's change to that of the series: below 0 when the series moved before. */
  readonly lag: number;
  /** Correlation at that lag, -1 to 1. */
  readonly correlation: number;
  /** Standard deviations of a correlation that is not there: by the correlations at all other shifts. */
  readonly score: number;
  /** The same, the highest at any shift that is longer than the maximum lag. */
  readonly otherScore: number;
}

/**
 * Compares series with the target at all circular shifts. Those within the maximum lag may be meant; all the others
 * show what chance makes of these two series.
 */
export class Shifts {
  readonly #length: number;
  /** Of the length, or of at least twice as much where that is no power of two: the shifts are folded then. */
  readonly #transform: FourierTransform;
  readonly #target: Spectrum;
  readonly #maxLag: number;
  readonly #re: Float64Array;
  readonly #im: Float64Array;

  /**
   * @param target numbers of mean 0 and sum of squares 1
   * @param maxLag steps
   */
  constructor(target: Float64Array, maxLag: number) {
    const { length } = target;
    const size = Number.isInteger(Math.log2(length)) ? length : 2 ** Math.ceil(Math.log2(2 * length));
    this.#length = length;
    this.#transform = new FourierTransform(size);
    this.#target = { re: new Float64Array(size), im: new Float64Array(size) };
    this.#target.re.set(target);
    this.#transform.forward(this.#target);
    this.#maxLag = Math.min(maxLag, Math.floor(length / 8));
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
  }

  /** The number of lags that are looked at. */
  get lags(): number {
    return 2 * this.#maxLag + 1;
  }

  /** @param series as the target, of the same length */
  compare(series: Float64Array): Likeness {
    this.#correlate(series);
    const correlations = this.#re;
    const length = this.#length;
    const maxLag = this.#maxLag;
    let best = 0;
    for (let lag = -maxLag; lag <= maxLag; lag++) {
      // Of equal ones the shortest lag, and of these the earlier.
      const stronger =
        Math.abs(correlations[(lag + length) % length]!) - Math.abs(correlations[(best + length) % length]!);
      if (stronger > 0 || (stronger === 0 && Math.abs(lag) < Math.abs(best)) || lag === -maxLag) best = lag;
    }
    let squares = 0;
    let most = 0;
    for (let shift = maxLag + 1; shift < length - maxLag; shift++) {
      const correlation = correlations[shift]!;
      squares += correlation * correlation;
      most = Math.max(most, Math.abs(correlation));
    }
    const variance = squares / (length - this.lags);
    const effective = Math.max(4, Math.min(length, 1 / variance));
    const correlation = correlations[(best + length) % length]!;
    return {
      lag: best,
      correlation,
      score: scoreOf(correlation, effective),
      otherScore: scoreOf(most, effective),
    };
  }

  #correlate(series: Float64Array): void {
    const [re, im] = [this.#re, this.#im];
    const size = re.length;
    const length = this.#length;
    re.fill(0);
    re.set(series);
    im.fill(0);
    this.#transform.forward({ re, im });
    const { re: targetRe, im: targetIm } = this.#target;
    for (let i = 0; i < size; i++) {
      const real = re[i]!;
      const imaginary = im[i]!;
      re[i] = (real * targetRe[i]! + imaginary * targetIm[i]!) / size;
      im[i] = (imaginary * targetRe[i]! - real * targetIm[i]!) / size;
    }
    this.#transform.inverse({ re, im });
    if (size > length) for (let shift = 1; shift < length; shift++) re[shift]! += re[size - length + shift]!;
  }
}

/** Fisher's transformation. @param samples effective number of samples, above 3 */
function scoreOf(correlation: number, samples: number): number {
  const bounded = Math.min(0.999999, Math.abs(correlation));
  return Math.atanh(bounded) * Math.sqrt(samples - 3);
}
